using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity;

/// <summary>Registers organisations, members, roles and personal data: what administrators do.</summary>
internal static class AdministrationServices
{
    /// <summary>Adds the commands and queries.</summary>
    public static IServiceCollection AddAdministration(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<InvitationOptions>()
            .Bind(configuration.GetSection("App"))
            .Validate(
                o => Uri.TryCreate(o.PublicUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https",
                "App:PublicUrl has to be an http or https address"
            )
            .ValidateOnStart();
        services.AddScoped<MemberDirectory>();
        services.AddScoped<InvitationMail>();
        services.AddScoped<FourEyes>();
        services.AddScoped<OrganisationStates>();

        services.AddScoped<ICreateOrganisation, CreateOrganisation>();
        services.AddScoped<IListOrganisations, ListOrganisations>();
        services.AddScoped<ISuspendOrganisation, SuspendOrganisation>();
        services.AddScoped<IDeleteOrganisation, DeleteOrganisation>();
        services.AddScoped<IReadOrganisation, ReadOrganisation>();
        services.AddScoped<IChangeOrganisation, ChangeOrganisation>();
        services.AddScoped<IListMyOrganisations, ListMyOrganisations>();
        services.AddScoped<ILeaveOrganisation, LeaveOrganisation>();
        services.AddScoped<IPurgeOrganisations, PurgeOrganisations>();
        services.AddHostedService<PurgeWorker>();
        services.AddScoped<IReadSecurityPolicy, ReadSecurityPolicy>();
        services.AddScoped<IChangeSecurityPolicy, ChangeSecurityPolicy>();

        services.AddScoped<IListMembers, ListMembers>();
        services.AddScoped<IChangeMemberRole, ChangeMemberRole>();
        services.AddScoped<ISuspendMember, SuspendMember>();
        services.AddScoped<IRemoveMember, RemoveMember>();
        services.AddScoped<IListInvitations, ListInvitations>();
        services.AddScoped<IInviteMember, InviteMember>();
        services.AddScoped<IChangeInvitation, ChangeInvitation>();
        services.AddScoped<IAcceptInvitation, AcceptInvitation>();

        services.AddScoped<IListSessions, ListSessions>();
        services.AddScoped<IRevokeSession, RevokeSession>();
        services.AddScoped<IReadAdminOverview, ReadAdminOverview>();
        services.AddScoped<IReadSecurityHealth, ReadSecurityHealth>();

        services.AddScoped<IListRoles, ListRoles>();
        services.AddScoped<ISaveRole, SaveRole>();
        services.AddScoped<IDeleteRole, DeleteRole>();
        services.AddScoped<IExplainAccess, ExplainAccess>();
        services.AddScoped<IListPendingChanges, ListPendingChanges>();
        services.AddScoped<IDecideChange, DecideChange>();

        return services;
    }
}
