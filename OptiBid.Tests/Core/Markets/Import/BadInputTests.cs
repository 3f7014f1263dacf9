using System.Globalization;
using System.Text;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Markets.Import.Sources;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Markets.Import;

/// <summary>Structural faults refuse a file and leave no trace of it; faults of a row leave the row out and name it.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Header = "delivery_date,hour_ending,repeated_hour_flag,HB_NORTH,HB_WEST\n";
    private readonly ImportDesk _desk = new();

    [Fact]
    [Trait("AttackCase", "42")]
    public async Task A_gzip_file_that_is_cut_off_is_refused_wherever_it_is_cut()
    {
        var whole = File.ReadAllBytes(SharedData.PathOf("pjm/wind_gen_MIDATL.csv.gz"));
        foreach (var length in new[] { whole.Length - 1, whole.Length - 8, whole.Length / 2, 200, 12 })
        {
            var report = await _desk.ImportAsync(_desk.Write("cut.csv.gz", whole[..length]));
            Assert.Equal("refused", report.Status);
            Assert.Matches("cut off|damaged|empty", report.Reason!.ToString());
        }

        Assert.Equal(0, await _desk.CountAsync());
    }

    [Fact]
    public async Task A_gzip_file_with_a_flipped_bit_is_refused_and_one_of_two_members_is_read()
    {
        var whole = File.ReadAllBytes(SharedData.PathOf("pjm/wind_gen_MIDATL.csv.gz"));
        whole[whole.Length / 2] ^= 0x10;
        Assert.Equal("refused", (await _desk.ImportAsync(_desk.Write("flipped.csv.gz", whole))).Status);
        Assert.Equal(0, await _desk.CountAsync());
        byte[] two = [.. ImportDesk.Gzip(Header + "2024-01-01,1,N,1,2\n"), .. ImportDesk.Gzip("2024-01-01,2,N,3,4\n")];
        Assert.Equal(2, (await _desk.ImportAsync(_desk.Write("two.csv.gz", two))).RowsImported);
    }

    [Fact]
    public void A_packed_file_that_unfolds_to_more_than_allowed_is_not_read_to_its_end()
    {
        using var content = new GzipContent(new MemoryStream(ImportDesk.Gzip(new string('0', 100_000))), most: 50_000);
        var fault = Assert.Throws<UnreadableException>(() => content.CopyTo(Stream.Null));
        Assert.Contains("unfolds", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("delivery_date,hour_ending,repeated_hour_flag,HB_NORTH\n", "no rows")]
    [InlineData("delivery_date,hour_ending,HB_NORTH,HB_NORTH\n2024-01-01,1,2,3\n", "twice")]
    [InlineData("delivery_date,hour_ending,gold_price\n2024-01-01,1,2\n", "not known")]
    [InlineData("apples,pears\n1,2\n", "known layouts")]
    [InlineData("delivery_date,hour_ending\n2024-01-01,1\n", "no value column")]
    [InlineData(
        "<?xml version='1.0'?><m:OASISReport xmlns:m='x'><m:ERROR><m:ERR_CODE>1015</m:ERR_CODE><m:ERR_DESC>No data</m:ERR_DESC></m:ERROR></m:OASISReport>",
        "1015 No data"
    )]
    [InlineData("{\"items\":[]}", "no items")]
    [InlineData(
        "{\"items\":[{\"datetime_beginning_utc\":\"2024-01-01T05:00:00\",\"area\":\"A\",\"wind_generation_mw\":1},{\"datetime",
        "cut off"
    )]
    [InlineData("{\"data\":1}", "without an array")]
    [InlineData("delivery_date,hour_ending,HB_NORTH\n2024-01-01,99,1\n", "no row can be used")]
    public async Task A_file_that_is_no_table_of_values_is_refused_with_its_reason(string text, string reason)
    {
        var report = await _desk.ImportAsync(_desk.Write("bad.csv", text));
        Assert.Equal("refused", report.Status);
        Assert.Contains(reason, report.Reason?.ToString(), StringComparison.Ordinal);
        Assert.Equal(report.Reason, Assert.Single(report.Rejected).Reason);
        Assert.Equal(0, await _desk.CountAsync());
    }

    [Fact]
    [Trait("AttackCase", "42")]
    public async Task Binary_junk_and_broken_archives_are_refused()
    {
        var junk = new byte[5000];
        new Random(7).NextBytes(junk);
        junk[0] = 0;
        Assert.Contains("binary", (await _desk.ImportAsync(_desk.Write("junk.csv", junk))).Reason?.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "zip",
            (await _desk.ImportAsync(_desk.Write("junk.zip", [(byte)'P', (byte)'K', 3, 4, .. junk[4..]]))).Reason?.ToString(),
            StringComparison.Ordinal
        );
        var workbook = File.ReadAllBytes(SharedData.PathOf("ercot/rpt.00013060.0000000000000000.DAMLZHBSPP_2022.xlsx"));
        Assert.Equal("refused", (await _desk.ImportAsync(_desk.Write("half.xlsx", workbook[..(workbook.Length / 2)]))).Status);
    }

    [Fact]
    [Trait("AttackCase", "42")]
    public async Task A_line_without_end_is_refused_in_little_memory()
    {
        const long Length = 2L << 30;
        var path = _desk.PathOf("line.csv.gz");
        await using (var gzip = new System.IO.Compression.GZipStream(File.Create(path), System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.ASCII.GetBytes(Header + "2024-01-01,1,N,1,2\n"));
            var block = new byte[1 << 20];
            Array.Fill(block, (byte)'7');
            // 2 GB, unless the refusal came before: compressed, so that the test writes little.
            for (var written = 0L; written < Length; written += block.Length)
            {
                gzip.Write(block);
            }
        }

        var before = GC.GetTotalAllocatedBytes();
        var report = await _desk.ImportAsync(path);
        Assert.Contains("longer than", report.Reason?.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, report.Rejected[0].Line);
        // The line alone would take 4 GB; other tests run beside this one.
        Assert.True(GC.GetTotalAllocatedBytes() - before < 1L << 30);
        Assert.Equal(0, await _desk.CountAsync());
    }

    [Fact]
    public async Task A_file_of_another_market_than_the_format_says_is_refused()
    {
        var report = await _desk.ImportAsync(SharedData.PathOf("ercot/dam_spp_lz_hub_2021.csv.gz"), "pjm");
        Assert.Contains("--format ercot", report.Reason?.ToString(), StringComparison.Ordinal);
        Assert.Contains("not of --format pjm", report.Reason?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_rows_are_left_out_and_named_while_the_rest_comes_in()
    {
        var report = await _desk.ImportAsync(
            _desk.Write(
                "rows.csv",
                Header
                    + "2024-03-10,2,N,10,11\n" // 2: fine
                    + "2024-03-10,3,N,12,13\n" // 3: spring skips it
                    + "2024-03-10,4,N,NaN,14\n" // 4: not a number
                    + "2024-03-10,5,N,15\n" // 5: too few cells
                    + "2024-03-10,6,N,,\n" // 6: no value at all
                    + "2024-03-10,7,N,,16\n" // 7: one blank is no value
                    + "2024-02-30,7,N,1,1\n" // 8: no such day
                    + "2024-03-11,7,Y,1,1\n" // 9: no repeated hour on that day
                    + "2024-03-10,2,N,10,11\n" // 10: the same again
                    + "2024-03-10,2,N,99,11\n" // 11: another price for one interval
                    + "2024-03-10,2,N,98,11\n" // 12: a third
                    + "2024-03-10,8,N,1e999,1\n" // 13: infinite
            )
        );
        Assert.Equal("imported", report.Status);
        Assert.Equal([3, 4, 5, 6, 8, 9, 11, 12, 13], report.Rejected.Select(r => r.Line!.Value));
        Assert.Contains("does not exist", report.Rejected[0].Reason.ToString(), StringComparison.Ordinal);
        Assert.Contains("'HB_NORTH' is 'NaN'", report.Rejected[1].Reason.ToString(), StringComparison.Ordinal);
        Assert.Contains("earlier row of the file says 10", report.Rejected[6].Reason.ToString(), StringComparison.Ordinal);
        Assert.Equal((12, 2, 1, 9), (report.RowsRead, report.RowsImported, report.Duplicates, report.RejectedCount));
        Assert.Equal(3, await _desk.CountAsync());
        Assert.Contains(report.Warnings, w => w.ToString().Contains("'HB_NORTH' is empty in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_most_of_whose_rows_are_bad_is_refused()
    {
        var text = new StringBuilder(Header).Append("2024-01-01,1,N,1,1\n");
        for (var i = 0; i < 2000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"2024-01-02,{i + 100},N,1,1\n");
        }

        var report = await _desk.ImportAsync(_desk.Write("mostly.csv", text.ToString()));
        Assert.Contains("2,000 of 2,001 rows", report.Reason?.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await _desk.CountAsync());
    }

    [Fact]
    public async Task A_refused_file_does_not_stop_the_others()
    {
        var report = await _desk.ImportAsync(
            new ImportRequest([_desk.Write("a.csv", "x,y\n1,2\n"), _desk.Write("b.csv", Header + "2024-01-01,1,N,1,1\n")])
        );
        Assert.Equal(["refused", "imported"], report.Files.Select(f => f.Status));
        Assert.Equal(2, report.Series.Count);
    }

    public void Dispose() => _desk.Dispose();
}
