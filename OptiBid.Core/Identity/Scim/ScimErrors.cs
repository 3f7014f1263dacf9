namespace OptiBid.Core.Identity.Scim;

/// <summary>The refusals of the SCIM service.</summary>
internal static class ScimErrors
{
    public static ScimFailure NotFound() => new(404, null, "There is no such resource.");

    public static ScimFailure BadFilter(string detail) => new(400, "invalidFilter", detail);

    public static ScimFailure BadPath(string detail) => new(400, "invalidPath", detail);

    public static ScimFailure BadValue(string detail) => new(400, "invalidValue", detail);

    public static ScimFailure BadSyntax(string detail) => new(400, "invalidSyntax", detail);

    public static ScimFailure NoTarget(string detail) => new(400, "noTarget", detail);

    public static ScimFailure Mutability(string detail) => new(400, "mutability", detail);

    public static ScimFailure TooMany(string detail) => new(400, "tooMany", detail);

    public static ScimFailure Taken(string detail) => new(409, "uniqueness", detail);

    public static ScimFailure Changed() => new(412, null, "The resource has another version; read it again.");

    public static ScimFailure Busy() => new(409, null, "Somebody else changed it at the same moment; send the request again.");

    public static ScimFailure LastAdministrator() =>
        new(409, null, "The organisation would have no active administrator left; make somebody else one first.");

    public static ScimFailure OutOfScope() => new(403, null, "The token's scope does not include this resource type.");
}

/// <summary>Ends the reading of an input that is at fault; never leaves this folder.</summary>
internal sealed class ScimException(ScimFailure failure) : Exception(failure.Detail)
{
    public ScimFailure Failure { get; } = failure;
}
