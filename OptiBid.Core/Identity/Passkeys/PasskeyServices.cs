using Microsoft.Extensions.DependencyInjection;

namespace OptiBid.Core.Identity.Passkeys;

/// <summary>Registers passkeys.</summary>
internal static class PasskeyServices
{
    /// <summary>Adds the directory and the commands.</summary>
    public static IServiceCollection AddPasskeys(this IServiceCollection services)
    {
        services.AddSingleton<IFindPasskeys, FindPasskeys>();
        services.AddScoped<IProveByPasskey, ProveByPasskey>();
        services.AddScoped<PasskeyMail>();
        services.AddScoped<ChangePasskeys>();
        services.AddScoped<IAddPasskey>(p => p.GetRequiredService<ChangePasskeys>());
        services.AddScoped<IRenamePasskey>(p => p.GetRequiredService<ChangePasskeys>());
        services.AddScoped<IRemovePasskey>(p => p.GetRequiredService<ChangePasskeys>());
        return services;
    }
}
