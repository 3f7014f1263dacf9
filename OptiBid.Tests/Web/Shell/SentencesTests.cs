using System.Xml.Linq;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Common;
using OptiBid.Tests.Support;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Tests.Web.Shell;

/// <summary>What Core says to people: English for programs, the reader's language on pages.</summary>
public sealed class SentencesTests
{
    private static readonly HashSet<string> s_german =
    [
        .. XDocument
            .Load(Path.Combine(RepositoryRoot.Path, "OptiBid.Web", "Components", "Failures", "Texts.de.resx"))
            .Root!.Elements("data")
            .Select(d => d.Attribute("name")!.Value),
    ];

    /// <summary>Where a sentence is made of a string of somebody else (a name, a fault of a library) or of a word of an enum.</summary>
    private static readonly string[] s_computed =
    [
        "BiddingFailures",
        "ExplainAccess",
        "HealthSentences",
        "ImportQueue",
        "ImportRun",
        "KeptSentenceJson",
        "KeptSentences",
        "KeyGuard",
        "OrganisationStates",
        "ResetPassword",
        "SaveAsset",
        "SentenceJson",
        "SeriesHealthCheck",
        "TestProvider",
        "UnreadableException",
    ];

    [Fact]
    public void EverySentenceOfTheCode_HasItsGerman_AndNoGermanIsLeftOver()
    {
        var missing = CoreSentences.Formats.Except(s_german, StringComparer.Ordinal).Select(f => "no German: " + f);
        var unused = s_german
            .Except(CoreSentences.Formats.Concat(CoreSentences.Words), StringComparer.Ordinal)
            .Select(k => "not used: " + k);
        Assert.Equal("", string.Join("\n", missing.Concat(unused)));
    }

    [Fact]
    public void WordsOfEnums_HaveTheirGerman() => Assert.Empty(CoreSentences.Words.Except(s_german, StringComparer.Ordinal));

    [Fact]
    public void ComputedSentences_AreTheOnesThatAreKnown() => Assert.Equal(s_computed, CoreSentences.Computed);

    [Fact]
    public void ASentence_KeepsFormatAndValuesApart()
    {
        Sentence sentence = $"{1234.5:N1} MW on {new DateOnly(2026, 3, 29):yyyy-MM-dd} {{of}} {"North"}";
        Assert.Equal("{0:N1} MW on {1:yyyy-MM-dd} {{of}} {2}", sentence.Format);
        Assert.Equal(new object?[] { 1234.5, new DateOnly(2026, 3, 29), "North" }, sentence.Values);
        Assert.Equal("1,234.5 MW on 2026-03-29 {of} North", sentence.ToString());
        Assert.Equal(Sentence.FromString("1,234.5 MW on 2026-03-29 {of} North"), sentence);
    }

    [Fact]
    public void Programs_ReadEnglish_WhateverTheLanguageOfTheThread()
    {
        using var german = new Speaking("de");
        Failure failure = new SimpleFailure("x", $"{12.5} $/MWh has more than two decimals");
        Assert.Equal("12.5 $/MWh has more than two decimals", failure.Message);
        Assert.Equal("12,5 $/MWh hat mehr als zwei Nachkommastellen", failure.Localized());
    }

    [Fact]
    public void SentencesInside_AreTranslatedToo_AndNamesAreNot()
    {
        using var german = new Speaking("de");
        var row = Sentence.List("; ", ["the hour is not part of the delivery day", $"{3} MW is not a multiple of {2m}"]);
        Assert.Equal("the hour is not part of the delivery day; 3 MW is not a multiple of 2", row.ToString());
        Assert.Equal("Die Stunde gehört nicht zum Liefertag; 3 MW ist kein Vielfaches von 2", row.Localized());
        Assert.Equal("Für role gibt es zwei Regeln.", Sentence.Of($"There are two rules for {"role"}.").Localized());
    }

    [Fact]
    public void ASentenceWithoutGerman_StaysEnglish()
    {
        using var german = new Speaking("de");
        Assert.Equal("nobody wrote {this}", Sentence.Of("nobody wrote {this}").Localized());
    }

    [Fact]
    public async Task WhatNobodyTranslated_IsMarkedAsEnglish()
    {
        using var german = new Speaking("de-DE");
        await using var bunit = new BunitContext();
        bunit.Services.AddLogging();
        bunit.Services.AddLocalization();
        var foreign = bunit.Render<SentenceText>(p => p.Add(s => s.Of, Sentence.FromString("disk full")));
        Assert.Equal("disk full", foreign.Find("span[lang=en]").TextContent);
        var own = bunit.Render<SentenceText>(p => p.Add(s => s.Of, Sentence.Of($"'{"noon"}' is not a time")));
        Assert.Equal("„noon“ ist keine Zeitangabe", own.Markup.Trim());
        Assert.False(Sentence.Of($"{12.5}: {"x"}").IsForeign());
    }

    [Fact]
    public void English_IsTheSentenceItself()
    {
        using var english = new Speaking("en");
        Assert.Equal("There is no such role", Sentence.Of($"There is no such {Sentence.Of("role")}").Localized());
    }
}
