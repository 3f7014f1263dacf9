using OptiBid.Core.Common;

namespace OptiBid.Core.Identity.Mfa.Manage;

/// <summary>Makes a new set of one's own backup codes. A recent proof is needed.</summary>
public interface IReplaceBackupCodes
{
    /// <summary>Ten codes, shown once; the former ones end. Needs another second factor.</summary>
    Task<Result<IReadOnlyList<string>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IReplaceBackupCodes"/>
internal sealed class ReplaceBackupCodes(OwnFactors own, BackupCodes codes, IReadFactors factors) : IReplaceBackupCodes
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<string>>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        IReadOnlyList<string> made = [];
        var done = await own.ChangeAsync(
            "backup_codes.replaced",
            removes: false,
            async (db, user, _) =>
            {
                if (!(await factors.ExecuteAsync(user.Id, cancellationToken)).HasSecondFactor)
                {
                    return new SimpleFailure(
                        "identity.no_second_factor",
                        "Set up an authenticator app, a passkey or a phone first.",
                        FailureKind.Conflict
                    );
                }

                made = await codes.ReplaceAsync(db, user.Id, cancellationToken);
                return null;
            },
            cancellationToken
        );
        return done.Failure is { } failure ? failure : Result<IReadOnlyList<string>>.Ok(made);
    }
}
