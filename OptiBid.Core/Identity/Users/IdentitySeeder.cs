using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Passwords;

namespace OptiBid.Core.Identity.Users;

/// <summary>The demo organisation and, when it has no user yet, its administrator with a one-time password.</summary>
internal sealed class IdentitySeeder(IPlatformContexts contexts, IServiceScopeFactory scopes, FirstSignIn first, TimeProvider time)
    : ISeeder
{
    /// <summary>User name of the first administrator.</summary>
    public const string AdminEmail = "admin@optibid.local";

    /// <inheritdoc/>
    public int Order => 100;

    /// <inheritdoc/>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await db.Set<Organisation>().AnyAsync(o => o.Id == DemoOrganisation.Id, cancellationToken))
            {
                var now = time.GetUtcNow().UtcDateTime;
                db.Add(
                    new Organisation
                    {
                        Id = DemoOrganisation.Id,
                        Name = DemoOrganisation.Name,
                        CreatedAtUtc = now,
                        IsDemo = true,
                    }
                );
                await db.SaveChangesAsync(cancellationToken);
            }

            if (await db.Set<Membership>().AnyAsync(m => m.OrganisationId == DemoOrganisation.Id, cancellationToken))
            {
                return;
            }
        }

        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var password = OneTimePassword.Create();
        var admin = new User
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            UserName = AdminEmail,
            Email = AdminEmail,
            EmailConfirmed = true,
            DisplayName = "Administrator",
            MustChangePassword = true,
            IsPlatformOperator = true,
        };
        var done = await users.CreateAsync(admin, password);
        if (!done.Succeeded)
        {
            throw new InvalidOperationException(
                $"The first administrator was not created: {string.Join(" ", done.Errors.Select(e => e.Code))}"
            );
        }

        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            db.Add(
                new Membership
                {
                    Id = Guid.CreateVersion7(time.GetUtcNow()),
                    OrganisationId = DemoOrganisation.Id,
                    UserId = admin.Id,
                    RoleKey = Roles.Administrator,
                    Source = MembershipSource.Seed,
                    JoinedAtUtc = time.GetUtcNow().UtcDateTime,
                }
            );
            await db.SaveChangesAsync(cancellationToken);
        }

        first.Put(new(AdminEmail, password));
    }
}
