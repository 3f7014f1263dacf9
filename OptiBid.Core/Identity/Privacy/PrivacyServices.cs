using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OptiBid.Core.Identity.Privacy.Data;
using OptiBid.Core.Identity.Privacy.Erasure;
using OptiBid.Core.Identity.Privacy.Export;
using OptiBid.Core.Identity.Privacy.Requests;

namespace OptiBid.Core.Identity.Privacy;

/// <summary>Registers export and erasure of personal data.</summary>
public static class PrivacyServices
{
    /// <summary>Adds them over the section <c>Privacy</c>; needs identity, and the audit log for <see cref="IForgetSubject"/>.</summary>
    public static IServiceCollection AddPrivacy(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services
            .AddOptions<PrivacyOptions>()
            .Bind(configuration.GetSection("Privacy"))
            .Validate(o => o.WithdrawDays is >= 0 and <= 30, "Privacy:WithdrawDays is 0 to 30")
            .Validate(
                o => o.DueDays is >= 1 and <= 45 && o.WithdrawDays < o.DueDays,
                "Privacy:DueDays is 1 to 45 and more than WithdrawDays"
            )
            .ValidateOnStart();
        services.AddScoped<IPersonalData, AccountData>();
        services.AddScoped<IPersonalData, LiveSessionData>();
        services.AddScoped<RowsOfPersons>();
        services.AddScoped<People>();
        services.AddScoped<ErasureSearch>();
        services.AddScoped<ErasePerson>();
        services.TryAddScoped<IExportPersonalData, ExportPersonalData>();
        services.TryAddScoped<IRequestErasure, RequestErasure>();
        services.TryAddScoped<IWithdrawErasure, WithdrawErasure>();
        services.TryAddScoped<IListPrivacyRequests, ListPrivacyRequests>();
        services.TryAddScoped<IListFormerMembers, ListFormerMembers>();
        services.TryAddScoped<IEraseDue, EraseDue>();
        services.TryAddScoped<IVerifyErasure, VerifyErasure>();
        services.TryAddScoped<IFindPerson, FindPerson>();
        services.AddSingleton<IHostedService, PrivacyWorker>();
        return services;
    }
}
