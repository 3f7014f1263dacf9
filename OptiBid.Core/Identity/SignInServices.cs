using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OptiBid.Core.Identity.Attempts;
using OptiBid.Core.Identity.Mfa;
using OptiBid.Core.Identity.Mfa.Manage;
using OptiBid.Core.Identity.Passkeys;
using OptiBid.Core.Identity.Passwords;
using OptiBid.Core.Identity.Recovery;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity;

/// <summary>Registers passwords, factors, recovery and the flow of sign-in.</summary>
internal static class SignInServices
{
    /// <summary>
    /// Adds them. What signs people in needs of its host: Data Protection, <see cref="ICurrentSession"/>, <see cref="IPublicUrl"/>.
    /// </summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<AttemptLimiter>();
        AddPasswords(services, configuration);

        services.AddSingleton<FactorSecrets>();
        services.AddSingleton<TotpCodes>();
        services.AddSingleton<BackupCodes>();
        services.AddSingleton<SentCodes>();
        services.AddSingleton<FactorAddresses>();
        services.AddSingleton<TrustedDevices>();
        services.AddSingleton<IReadFactors, ReadFactors>();
        services.AddScoped<OwnFactors>();
        services.AddScoped<IManageAuthenticatorApp, ManageAuthenticatorApp>();
        services.AddScoped<IManageCodeAddresses, ManageCodeAddresses>();
        services.AddScoped<IReplaceBackupCodes, ReplaceBackupCodes>();
        services.AddScoped<IManageDevices, ManageDevices>();
        services.AddScoped<IResetFactors, ResetFactors>();

        services.AddPasskeys();

        services.AddSingleton<PendingSignIns>();
        services.AddScoped<SignInFlow>();
        services.AddScoped<IContinueSignIn>(p => p.GetRequiredService<SignInFlow>());
        services.AddScoped<ISignInWithPassword, SignInWithPassword>();
        services.AddScoped<FactorCheck>();
        services.AddScoped<SecondFactor>();
        services.AddScoped<IReadSecondFactors>(p => p.GetRequiredService<SecondFactor>());
        services.AddScoped<ISendSignInCode>(p => p.GetRequiredService<SecondFactor>());
        services.AddScoped<IProveSecondFactor>(p => p.GetRequiredService<SecondFactor>());
        services.TryAddScoped<ICurrentSession, NoSession>();
        services.TryAddSingleton<IPublicUrl>(new ConfiguredPublicUrl(configuration));
        services.AddScoped<IRecentProof, RecentProof>();
        services.AddScoped<IRenewSession, RenewSession>();
        services.AddScoped<IStepUp, StepUp>();

        services.AddSingleton<AccountLinks>();
        services.AddSingleton<PasswordResetQueue>();
        services.AddSingleton<IRequestPasswordReset>(p => p.GetRequiredService<PasswordResetQueue>());
        services.AddScoped<SendPasswordReset>();
        services.AddHostedService<PasswordResetWorker>();
        services.AddScoped<ICompletePasswordReset, CompletePasswordReset>();
        services.AddScoped<ISetFirstPassword, SetFirstPassword>();
        services.AddScoped<IVerifyEmail, VerifyEmail>();
        services.AddScoped<IManageProfile, ManageProfile>();
        services.AddScoped<IReadDisplaySettings, ReadDisplaySettings>();
        services.AddScoped<IWelcome, Welcome>();
        return services;
    }

    private static void AddPasswords(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<PasswordCheck>();
        services.AddScoped<ICheckNewPassword, CheckNewPassword>();
        var options = configuration.GetSection("Identity:Passwords").Get<PasswordHashOptions>() ?? new PasswordHashOptions();
        switch (options.BreachedList.ToUpperInvariant())
        {
            case "OFF":
                services.TryAddSingleton<IBreachedPasswords, NoBreachedPasswords>();
                break;
            case "HIBP":
                services.TryAddSingleton<IBreachedPasswords>(p => new HibpPasswords(
                    new Uri(options.BreachedListUrl),
                    p.GetRequiredService<ILogger<HibpPasswords>>()
                ));
                break;
            default:
                throw new InvalidOperationException($"Identity:Passwords:BreachedList is '{options.BreachedList}'; allowed: Off, Hibp");
        }
    }
}
