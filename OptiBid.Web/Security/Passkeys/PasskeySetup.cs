using Microsoft.AspNetCore.Identity;

namespace OptiBid.Web.Security.Passkeys;

/// <summary>Registers the WebAuthn ceremonies.</summary>
internal static class PasskeySetup
{
    /// <summary>Adds them; a setting that cannot be used stops the start.</summary>
    public static IServiceCollection AddPasskeyCeremonies(this IServiceCollection services, IConfiguration configuration)
    {
        var site = new PasskeySite(configuration[PasskeySite.Key]);
        services.AddSingleton(site);
        services.AddSingleton<PasskeyTickets>();
        services.AddIdentityCore<PasskeyAccount>().AddUserStore<PasskeyAccounts>();
        services.AddScoped<IPasskeyHandler<PasskeyAccount>, PasskeyHandler<PasskeyAccount>>();
        services.AddScoped<PasskeyCeremony>();
        services.AddScoped<PasskeySessions>();
        services.Configure<IdentityPasskeyOptions>(o =>
        {
            o.ServerDomain = site.Domain;
            o.UserVerificationRequirement = "required";
            o.ResidentKeyRequirement = "required";
            o.AttestationConveyancePreference = "none";
            o.AuthenticatorTimeout = PasskeyTickets.Life;
            o.ChallengeSize = 32;
            o.ValidateOrigin = origin => ValueTask.FromResult(!origin.CrossOrigin && site.Accepts(origin.Origin, origin.HttpContext));
        });
        return services;
    }
}
