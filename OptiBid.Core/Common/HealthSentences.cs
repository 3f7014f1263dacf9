using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OptiBid.Core.Common;

/// <summary>Health checks whose sentence a page can say in the reader's language; programs get it in English, as the description.</summary>
internal static class HealthSentences
{
    private const string Key = "sentence";

    /// <summary>The result of a check, with its sentence beside the other data.</summary>
    public static HealthCheckResult Say(
        this Dictionary<string, object> data,
        HealthStatus status,
        Sentence sentence,
        Exception? fault = null
    )
    {
        data[Key] = sentence;
        return new(status, sentence.ToString(), fault, data);
    }

    /// <summary>What a check said; a check that is not ours says it in English.</summary>
    public static Sentence Of(HealthReportEntry entry) =>
        entry.Data.GetValueOrDefault(Key) as Sentence ?? Sentence.FromString(entry.Description ?? entry.Exception?.Message ?? "");
}
