using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Privacy.Data;

/// <summary>The account: exported without password, anonymised, never deleted, so that what refers to it stays readable.</summary>
internal sealed class AccountData : IPersonalData
{
    /// <inheritdoc/>
    public string Name => "account";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Tables => ["users"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<object>> ExportAsync(OptiBidDbContext db, PersonalDataScope scope, CancellationToken cancellationToken)
    {
        var user = await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == scope.Subject.Id, cancellationToken);
        return
        [
            new
            {
                user.Id,
                user.Email,
                user.EmailConfirmed,
                user.DisplayName,
                user.PhoneNumber,
                user.PhoneNumberConfirmed,
                HasPassword = user.PasswordHash is not null,
                user.TwoFactorEnabled,
                user.LockoutEnd,
                user.AccessFailedCount,
                user.IsPlatformOperator,
            },
        ];
    }

    /// <inheritdoc/>
    public async Task<int> EraseAsync(OptiBidDbContext db, PersonalDataScope scope, CancellationToken cancellationToken)
    {
        if (scope.OrganisationId is not null)
        {
            return 0;
        }

        var user = await db.Set<User>().SingleAsync(u => u.Id == scope.Subject.Id, cancellationToken);
        user.DisplayName = scope.Subject.Pseudonym;
        user.UserName = $"erased-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        user.NormalizedUserName = user.UserName.ToUpperInvariant();
        (user.Email, user.NormalizedEmail, user.EmailConfirmed) = (null, null, false);
        (user.PhoneNumber, user.PhoneNumberConfirmed) = (null, false);
        (user.PasswordHash, user.TwoFactorEnabled, user.IsPlatformOperator) = (null, false, false);
        user.SecurityStamp = Guid.CreateVersion7().ToString("N");
        user.ConcurrencyStamp = Guid.CreateVersion7().ToString();
        return 1;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyCollection<Guid>> SearchAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<Guid>>([]);
}
