using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Passwords;
using OptiBid.Core.Identity.Scim;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Sso;
using OptiBid.Core.Identity.Tokens;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity;

/// <summary>Registers users, passwords and the current user of verbs and workers.</summary>
public static class IdentityServices
{
    /// <summary>Adds identity. A host with signed-in users registers its <see cref="IInteractiveUser"/> too.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services
            .AddOptions<PasswordHashOptions>()
            .Bind(configuration.GetSection("Identity:Passwords"))
            .Validate(
                o => o is { MemoryKib: >= 19 * 1024, Passes: >= 2, Lanes: >= 1, FailuresBeforeLockout: >= 1 },
                "Identity:Passwords needs MemoryKib >= 19456, Passes >= 2, Lanes >= 1, FailuresBeforeLockout >= 1"
            )
            .ValidateOnStart();
        services.AddSingleton<Argon2PasswordHasher>();
        services.AddSingleton<IPasswordHasher<User>>(p => p.GetRequiredService<Argon2PasswordHasher>());
        services.AddSignIn(configuration);
        services
            .AddIdentityCore<User>(o =>
            {
                o.User.RequireUniqueEmail = true;
                // Length and words are PasswordRules' business.
                o.Password = new()
                {
                    RequiredLength = PasswordRules.MinimumLength,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                };
            })
            .AddEntityFrameworkStores<OptiBidDbContext>();
        services
            .AddOptions<IdentityOptions>()
            .Configure<Microsoft.Extensions.Options.IOptions<PasswordHashOptions>>(
                (identity, passwords) =>
                {
                    identity.Lockout.MaxFailedAccessAttempts = passwords.Value.FailuresBeforeLockout;
                    identity.Lockout.DefaultLockoutTimeSpan = passwords.Value.LockoutTime;
                }
            );
        services.AddScoped<IVerifyPassword, VerifyPassword>();
        services.AddScoped<IChangePassword, ChangePassword>();
        services.AddScoped<IResetPassword, ResetPassword>();
        services.AddSingleton<IFindAccess, FindAccess>();
        services.AddScoped<ITenant, CurrentTenant>();
        services.AddSessions(configuration);
        services.AddSso();
        services.AddTokens(configuration);
        services.TryAddScoped<IRequestOrigin, NoRequest>();
        services.AddSingleton<FirstSignIn>();
        services.AddSingleton<IFirstSignIn>(p => p.GetRequiredService<FirstSignIn>());
        services.AddSingleton<ISeeder, IdentitySeeder>();
        services.AddScim(configuration);
        services.AddScoped<ScopeActor>();
        services.AddAdministration(configuration);
        services.TryAddScoped(SystemScopes.Resolve);
        return services;
    }
}
