using System.Text.Json;
using CsCheck;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Tests.Support;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Tests.Core.Common;

/// <summary>Sentences that are stored: whoever reads them later gets them in their own language.</summary>
public sealed class KeptSentencesTests
{
    private static readonly DateOnly s_day = new(2024, 9, 16);

    [Fact]
    public void A_kept_sentence_is_said_in_the_language_of_its_reader()
    {
        var gap = Sentence.Of($"{1} h from {s_day:yyyy-MM-dd} HE {6:00}: mean of the neighbours");
        var kept = KeptSentences.Write($"history starts after a gap: {gap}", 500);
        var read = KeptSentences.Read(kept);
        Assert.Equal("history starts after a gap: 1 h from 2024-09-16 HE 06: mean of the neighbours", read.ToString());
        using var german = new Speaking("de-DE");
        Assert.Equal("Die Historie beginnt nach einer Lücke: 1 h ab 16.09.2024 HE 06: Mittel der Nachbarstunden", read.Localized());
    }

    [Fact]
    public void Every_value_reads_the_same() =>
        Gen.Select(Gen.Double.Where(d => d != 0), Gen.Decimal, Gen.Long, Gen.DateTime, Gen.String[Gen.Char[' ', '~'], 0, 20])
            .Sample(
                (number, exact, whole, time, text) =>
                {
                    Sentence said =
                        $"{number} {number:N2} {exact} {exact:N3} {whole:N0} {time:yyyy-MM-dd HH:mm:ss} {DateOnly.FromDateTime(time):O} {{x}} '{text}' {(string?)null} {Sentence.Of($"{text}: {number:0.0}")}";
                    var read = KeptSentences.Read(KeptSentences.Write(said, int.MaxValue));
                    Assert.Equal(said.ToString(), read.ToString());
                    Assert.Equal(said.Format, read.Format);
                }
            );

    [Theory]
    [InlineData("plain words of an older row {0} {")]
    [InlineData("{\"format\":\"cut off")]
    [InlineData("{\"format\":\"{0} {1}\",\"values\":[1]}")]
    [InlineData("{\"format\":7}")]
    public void Text_that_is_no_kept_sentence_stays_as_it_is(string text) => Assert.Equal(text, KeptSentences.Read(text).ToString());

    [Fact]
    public void What_is_too_long_for_its_column_is_cut_in_English()
    {
        var name = new string('n', 80);
        Assert.StartsWith("{", KeptSentences.Write($"there is no bid {name}", 200), StringComparison.Ordinal);
        Assert.Equal($"there is no bid {name}", KeptSentences.Write($"there is no bid {name}", 100));
        Assert.Equal("there is no bid nnn…", KeptSentences.Write($"there is no bid {name}", 20));
    }

    [Fact]
    public void The_outcome_of_a_backtest_keeps_its_notes_and_older_ones_still_read()
    {
        Sentence note = $"not scored, hours missing: {"2024-11-02"}";
        var outcome = new RunOutcome(
            new(new("ERCOT", "HB_NORTH", "da_lmp"), "$/MWh", 60, "America/Chicago", "test.csv", false),
            "",
            "",
            "the prices of D-7",
            1,
            1,
            1,
            0,
            null,
            0,
            1,
            [note],
            [new("ERCOT/HB_NORTH/da_lmp", 1, 14, $"{"x"} of {s_day:yyyy-MM-dd}")],
            [],
            [],
            []
        );
        var kept = JsonSerializer.Deserialize<RunOutcome>(JsonSerializer.Serialize(outcome, KeptSentences.Json), KeptSentences.Json)!;
        Assert.Equal(note.Format, kept.Notes[0].Format);
        Assert.Equal("x of 2024-09-16", kept.Withheld[0].Example.ToString());
        using var german = new Speaking("de-DE");
        Assert.Equal("Nicht gewertet, weil Stunden fehlen: 2024-11-02", kept.Notes[0].Localized());
        Assert.Equal("die Preise von D-7", kept.ModelParameters.Localized());

        // As it was written before: English text.
        var older = JsonSerializer.Deserialize<RunOutcome>(JsonSerializer.Serialize(outcome), KeptSentences.Json)!;
        Assert.Equal("not scored, hours missing: 2024-11-02", older.Notes[0].Localized());
    }
}
