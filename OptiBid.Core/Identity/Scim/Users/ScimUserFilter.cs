using System.Linq.Expressions;
using OptiBid.Core.Identity.Scim.Filters;

namespace OptiBid.Core.Identity.Scim.Users;

/// <summary>By which attributes users are found.</summary>
internal sealed class ScimUserFilter : ScimFilterQuery<ScimUser>
{
    /// <summary>The only instance.</summary>
    public static ScimUserFilter Instance { get; } = new();

    /// <inheritdoc/>
    protected override Expression<Func<ScimUser, bool>> Compare(ScimFilter.Comparison comparison) =>
        comparison.Attribute.Extension is not null
            ? throw Unknown(comparison.Attribute)
            : comparison.Attribute.Key switch
            {
                "id" => Id<ScimUser>(u => u.Id, comparison),
                "username" => Text<ScimUser>(u => u.UserNameKey, comparison),
                "externalid" => Text<ScimUser>(u => u.ExternalId, comparison, caseExact: true),
                "displayname" => Text<ScimUser>(u => u.DisplayNameKey, comparison),
                "active" => Truth<ScimUser>(u => u.Active, comparison),
                "meta.created" => Time<ScimUser>(u => u.CreatedAtUtc, comparison),
                "meta.lastmodified" => Time<ScimUser>(u => u.ModifiedAtUtc, comparison),
                "emails" or "emails.value" => Expressions.Any<ScimUser, ScimEmail>(
                    u => u.Emails,
                    Text<ScimEmail>(e => e.ValueKey, comparison)
                ),
                "emails.type" => Expressions.Any<ScimUser, ScimEmail>(u => u.Emails, Text<ScimEmail>(e => e.TypeKey, comparison)),
                "emails.primary" => Expressions.Any<ScimUser, ScimEmail>(u => u.Emails, Truth<ScimEmail>(e => e.IsPrimary, comparison)),
                "groups" or "groups.value" => Expressions.Any<ScimUser, Groups.ScimGroupMember>(
                    u => u.Groups,
                    Id<Groups.ScimGroupMember>(m => m.GroupId, comparison)
                ),
                _ => throw Unknown(comparison.Attribute),
            };

    /// <inheritdoc/>
    protected override Expression<Func<ScimUser, bool>> ByPath(ScimFilter.ValuePath path) =>
        path.Attribute is { Extension: null, Key: "emails" }
            ? Expressions.Any<ScimUser, ScimEmail>(u => u.Emails, Emails.Instance.Build(path.Inner))
            : throw Unknown(path.Attribute);

    private sealed class Emails : ScimFilterQuery<ScimEmail>
    {
        public static Emails Instance { get; } = new();

        /// <inheritdoc/>
        protected override Expression<Func<ScimEmail, bool>> Compare(ScimFilter.Comparison comparison) =>
            comparison.Attribute switch
            {
                { Extension: null, Key: "value" } => Text<ScimEmail>(e => e.ValueKey, comparison),
                { Extension: null, Key: "type" } => Text<ScimEmail>(e => e.TypeKey, comparison),
                { Extension: null, Key: "primary" } => Truth<ScimEmail>(e => e.IsPrimary, comparison),
                _ => throw Unknown(comparison.Attribute),
            };

        /// <inheritdoc/>
        protected override Expression<Func<ScimEmail, bool>> ByPath(ScimFilter.ValuePath path) => throw Unknown(path.Attribute);
    }
}
