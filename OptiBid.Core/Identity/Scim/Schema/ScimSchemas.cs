namespace OptiBid.Core.Identity.Scim.Schema;

/// <summary>The schemas and resource types of RFC 7643 that the service keeps.</summary>
internal static class ScimSchemas
{
    public const string UserId = "urn:ietf:params:scim:schemas:core:2.0:User";
    public const string EnterpriseId = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    public const string GroupId = "urn:ietf:params:scim:schemas:core:2.0:Group";
    public const string PatchId = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    public static ScimSchema UserSchema { get; } =
        new(
            UserId,
            "User",
            "A member of the organisation.",
            [
                Text("userName", "Name that identifies the user; an e-mail address of a verified domain, or emails holds one.") with
                {
                    Required = true,
                    Unique = true,
                },
                new("name", ScimType.Complex, "Parts of the name.")
                {
                    Sub =
                    [
                        Text("formatted", "The full name."),
                        Text("familyName", "Family name."),
                        Text("givenName", "Given name."),
                        Text("middleName", "Middle names."),
                        Text("honorificPrefix", "Title before the name."),
                        Text("honorificSuffix", "Suffix after the name."),
                    ],
                },
                Text("displayName", "Name for display."),
                Text("nickName", "Casual name."),
                new("profileUrl", ScimType.Reference, "A page about the user.") { CaseExact = true },
                Text("title", "Job title."),
                Text("userType", "Relation to the organisation."),
                Text("preferredLanguage", "Language, as in Accept-Language."),
                Text("locale", "Language tag."),
                Text("timezone", "IANA name of a time zone."),
                new("active", ScimType.Boolean, "False suspends the membership and ends every session."),
                Many("emails", "E-mail addresses."),
                Many("phoneNumbers", "Telephone numbers."),
                Many("ims", "Instant messaging addresses."),
                Many("photos", "Pictures.", ScimType.Reference),
                new("addresses", ScimType.Complex, "Postal addresses.")
                {
                    MultiValued = true,
                    Sub =
                    [
                        Text("formatted", "The full address."),
                        Text("streetAddress", "Street and number."),
                        Text("locality", "City."),
                        Text("region", "State."),
                        Text("postalCode", "Postal code."),
                        Text("country", "Country code."),
                        Text("type", "work, home or other."),
                        new("primary", ScimType.Boolean, "The preferred one."),
                    ],
                },
                new("groups", ScimType.Complex, "Groups that the user belongs to; changed through the groups.")
                {
                    MultiValued = true,
                    ReadOnly = true,
                    Sub =
                    [
                        Text("value", "Id of the group.") with
                        {
                            ReadOnly = true,
                            CaseExact = true,
                        },
                        new("$ref", ScimType.Reference, "Where the group is.") { ReadOnly = true, CaseExact = true },
                        Text("display", "Name of the group.") with
                        {
                            ReadOnly = true,
                        },
                        Text("type", "direct.") with
                        {
                            ReadOnly = true,
                        },
                    ],
                },
                Many("entitlements", "Kept as given; without effect here."),
                Many("roles", "Kept as given; roles here come from groups."),
            ]
        );

    public static ScimSchema EnterpriseSchema { get; } =
        new(
            EnterpriseId,
            "EnterpriseUser",
            "What an employer keeps of a user.",
            [
                Text("employeeNumber", "Number of the employee."),
                Text("costCenter", "Cost centre."),
                Text("organization", "Organisation."),
                Text("division", "Division."),
                Text("department", "Department."),
                new("manager", ScimType.Complex, "The user's manager.")
                {
                    Sub =
                    [
                        Text("value", "Id of the manager."),
                        new("$ref", ScimType.Reference, "Where the manager is.") { CaseExact = true },
                        Text("displayName", "Name of the manager.") with
                        {
                            ReadOnly = true,
                        },
                    ],
                },
            ]
        );

    public static ScimSchema GroupSchema { get; } =
        new(
            GroupId,
            "Group",
            "A group of users; group rules turn it into a role.",
            [
                Text("displayName", "Name of the group, as group rules name it.") with
                {
                    Required = true,
                    Unique = true,
                },
                new("members", ScimType.Complex, "Users in the group.")
                {
                    MultiValued = true,
                    Sub =
                    [
                        Text("value", "Id of the user.") with
                        {
                            CaseExact = true,
                        },
                        new("$ref", ScimType.Reference, "Where the user is.") { CaseExact = true },
                        Text("display", "Name of the user."),
                        Text("type", "User."),
                    ],
                },
            ]
        );

    public static ScimResourceType Users { get; } = new("User", "/Users", "Members of the organisation.", UserSchema, EnterpriseSchema);

    public static ScimResourceType Groups { get; } = new("Group", "/Groups", "Groups of members.", GroupSchema, null);

    private static ScimAttribute Text(string name, string description) => new(name, ScimType.String, description);

    private static ScimAttribute Many(string name, string description, ScimType type = ScimType.String) =>
        new(name, ScimType.Complex, description)
        {
            MultiValued = true,
            Sub =
            [
                new("value", type, "The value."),
                Text("display", "Label for display."),
                Text("type", "work, home or other."),
                new("primary", ScimType.Boolean, "The preferred one."),
            ],
        };
}
