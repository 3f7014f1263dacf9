namespace OptiBid.Core.Identity.Organisations;

/// <summary>The organisation that a first start creates. Its id is fixed so that every seeder and verb finds it.</summary>
public static class DemoOrganisation
{
    /// <summary>Name for display.</summary>
    public const string Name = "Demo Power Desk";

    /// <summary>Id of the organisation.</summary>
    public static Guid Id { get; } = new("01990000-0000-7000-8000-0000000000d0");
}
