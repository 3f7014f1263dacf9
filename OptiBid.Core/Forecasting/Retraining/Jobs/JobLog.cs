using System.Text.Json;
using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Retraining.Jobs;

/// <summary>The log of a job while it runs. Not safe for several threads at once.</summary>
internal sealed class JobLog(TimeProvider time)
{
    /// <summary>More lines than a job has; a fault in a loop must not fill the table.</summary>
    private const int Most = 200;

    private readonly List<RetrainLine> _lines = [];

    /// <summary>Adds a line.</summary>
    public void Say(Sentence text)
    {
        if (_lines.Count < Most)
        {
            _lines.Add(new(time.GetUtcNow().UtcDateTime, text));
        }
    }

    /// <summary>As it is kept.</summary>
    public string Json() => JsonSerializer.Serialize(_lines, KeptSentences.Json);
}
