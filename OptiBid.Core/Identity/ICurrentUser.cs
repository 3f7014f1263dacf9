namespace OptiBid.Core.Identity;

/// <summary>Who acts: asked by every command before it changes or shows anything. One adapter for HTTP requests and circuits, one for verbs and workers.</summary>
public interface ICurrentUser
{
    /// <summary>False for an anonymous request; the other members then throw or answer no.</summary>
    bool IsAuthenticated { get; }

    /// <summary>Id of the user, recorded on what they change.</summary>
    Guid UserId { get; }

    /// <summary>The organisation they act for; every query is limited to it.</summary>
    Guid OrganisationId { get; }

    /// <summary>Name for display and records.</summary>
    string Name { get; }

    /// <summary>True when the user holds <paramref name="permission"/> (see <see cref="Permissions"/>).</summary>
    bool Has(string permission);
}
