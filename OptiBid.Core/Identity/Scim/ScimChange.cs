using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.Scim;

/// <summary>
/// One change of the SCIM service: a serialisable transaction that is repeated when another one came first, then the sessions that it ends and
/// the rights that it changes. Accounts lie outside the tenant's rows, so the context sees all and each query names the organisation.
/// </summary>
internal sealed class ScimChange(
    IPlatformContexts contexts,
    IAuditTrail audit,
    IEndSessions end,
    IAccessChanged accessChanged,
    ICurrentUser caller
)
{
    private const int Attempts = 5;

    /// <summary>What a change does beside its rows.</summary>
    internal sealed class Effects
    {
        /// <summary>Accounts whose sessions in this organisation end.</summary>
        public HashSet<Guid> Ended { get; } = [];

        /// <summary>Accounts whose rights changed.</summary>
        public HashSet<Guid> Changed { get; } = [];
    }

    /// <summary>Runs <paramref name="change"/>; it adds rows and the caller saves.</summary>
    public async Task<Result<T>> RunAsync<T>(Func<OptiBidDbContext, Effects, Task<Result<T>>> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var effects = new Effects();
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            try
            {
                await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);
                var result = await change(db, effects);
                if (result.IsSuccess)
                {
                    await db.SaveChangesAsync(cancellationToken);
                    await transaction.CommitAsync(cancellationToken);
                    // From here on nothing is cancelled: a client that hangs up must not keep sessions alive.
                    await AnnounceAsync(effects, CancellationToken.None);
                }
                else
                {
                    await transaction.RollbackAsync(cancellationToken);
                    await RecordRefusalAsync(result.Failure, cancellationToken);
                }

                return result;
            }
            catch (ScimException fault)
            {
                return fault.Failure;
            }
            catch (Exception fault) when (IsUniqueness(fault))
            {
                return ScimErrors.Taken("Another resource or account has this name already.");
            }
            catch (Exception fault) when (fault is DbUpdateConcurrencyException || IsSerialisation(fault))
            {
                if (attempt == Attempts)
                {
                    return ScimErrors.Busy();
                }
            }
        }
    }

    /// <summary>The entity tag of a version.</summary>
    public static string TagOf(int version) => string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"");

    /// <summary>Refuses when the caller knows another version.</summary>
    /// <exception cref="ScimException">The version is not among those of <paramref name="ifMatch"/>.</exception>
    public static void Check(int version, string? ifMatch)
    {
        var tag = TagOf(version);
        if (ifMatch is not null && !ifMatch.Split(',').Any(t => t.Trim() is var one && (one == "*" || one == tag || "W/" + one == tag)))
        {
            throw new ScimException(ScimErrors.Changed());
        }
    }

    /// <summary>What each resource says about itself.</summary>
    public static JsonObject MetaOf(string type, string location, DateTime created, DateTime modified, int version) =>
        new()
        {
            ["resourceType"] = type,
            ["created"] = created.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
            ["lastModified"] = modified.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
            ["location"] = location,
            ["version"] = TagOf(version),
        };

    private async Task AnnounceAsync(Effects effects, CancellationToken cancellationToken)
    {
        foreach (var user in effects.Ended)
        {
            await end.OfUserAsync(user, "deactivated by the identity provider", caller.OrganisationId, null, cancellationToken);
        }

        foreach (var user in effects.Changed.Union(effects.Ended))
        {
            await accessChanged.UserAsync(user, cancellationToken);
        }
    }

    /// <summary>A refused attempt to remove the last administrator is worth a row; a mistyped filter is not.</summary>
    private async Task RecordRefusalAsync(Failure failure, CancellationToken cancellationToken)
    {
        if (failure == ScimErrors.LastAdministrator())
        {
            await audit.RecordAsync(
                new("scim.refused", "organisation", null, Reason: failure.Message) { Succeeded = false },
                cancellationToken
            );
        }
    }

    // SQLSTATE 23505 of PostgreSQL; SQLite has no states, and one code for all constraints.
    private static bool IsUniqueness(Exception fault) =>
        Database(fault) is { } found
        && (found.SqlState == "23505" || (found.ErrorCode == 19 && found.Message.Contains("UNIQUE constraint", StringComparison.Ordinal)));

    // SQLSTATE class 40: the transaction was rolled back because of another one.
    private static bool IsSerialisation(Exception fault) => Database(fault)?.SqlState?.StartsWith("40", StringComparison.Ordinal) == true;

    private static DbException? Database(Exception? fault)
    {
        while (fault is not null and not DbException)
        {
            fault = fault.InnerException;
        }

        return fault as DbException;
    }
}
