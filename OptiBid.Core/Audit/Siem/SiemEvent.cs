using System.Text;
using System.Text.Json;
using OptiBid.Core.Audit.Explorer;

namespace OptiBid.Core.Audit.Siem;

/// <summary>
/// A row as it is sent: one line of ASCII JSON. The serialiser escapes every control character, line separator and escape sequence, so a value can
/// neither begin a new line nor colour a terminal.
/// </summary>
/// <param name="Row">The row, personal values decrypted.</param>
/// <param name="OrganisationId">Whose it is.</param>
/// <param name="LeafHash">Its leaf, so that the receiver can check it against a checkpoint later.</param>
internal sealed record SiemEvent(AuditRow Row, Guid OrganisationId, string LeafHash)
{
    /// <summary>One line.</summary>
    public string ToJson() =>
        JsonSerializer.Serialize(
            new
            {
                Row.Index,
                LeafHash,
                OrganisationId,
                Row.Id,
                Row.AtUtc,
                Row.ActorId,
                Row.Actor,
                Row.SessionId,
                Row.Address,
                Row.Action,
                Row.ObjectType,
                Row.ObjectId,
                Row.Before,
                Row.After,
                Row.Reason,
                Row.Succeeded,
            },
            JsonSerializerOptions.Web
        );

    /// <summary>Several lines, each ended.</summary>
    public static string Lines(IEnumerable<SiemEvent> events) =>
        events.Aggregate(new StringBuilder(), (text, e) => text.Append(e.ToJson()).Append('\n')).ToString();
}
