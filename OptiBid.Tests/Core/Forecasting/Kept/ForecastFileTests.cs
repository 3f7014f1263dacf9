using CsCheck;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Kept;

namespace OptiBid.Tests.Core.Forecasting.Kept;

/// <summary>The file of kept forecasts: what it gives back, and what it does with an end that is torn or bytes that are wrong.</summary>
public sealed class ForecastFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optibid-kept-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_kept_is_there_after_the_file_was_closed()
    {
        (
            from seed in Gen.Byte.Array[32]
            from members in Gen.Double.Array[24].Array[0, 4]
            from prices in Gen.Double.Array[24]
            from seconds in Gen.Double[0, 100]
            select (Key: Convert.ToHexStringLower(seed), Forecast: new KeptForecast(prices, members, seconds))
        ).Sample(
            made =>
            {
                using (var file = ForecastFiles.Open(_folder, "ridge-56"))
                {
                    file.Keep(made.Key, made.Forecast);
                    file.Keep(made.Key, made.Forecast);
                }

                using var again = ForecastFiles.Open(_folder, "ridge-56");
                var found = Assert.Single(again.Find([made.Key, new string('0', 64)])).Value;
                Assert.Equal(made.Forecast.Prices, found.Prices);
                Assert.Equal(made.Forecast.Members, found.Members);
                Assert.Equal((made.Forecast.Seconds, 0L), (found.Seconds, again.TornBytes));
            },
            iter: 30,
            threads: 1
        );
    }

    [Fact]
    public void An_end_torn_anywhere_costs_the_last_forecast_alone_and_is_told()
    {
        string path;
        using (var file = ForecastFiles.Open(_folder, "lear"))
        {
            path = file.Path;
            file.Keep(Key(1), Some(1));
            file.Keep(Key(2), Some(2));
            file.Keep(Key(3), Some(3));
        }

        var bytes = File.ReadAllBytes(path);
        var record = bytes.Length / 3;
        for (var torn = 1; torn < record; torn++)
        {
            File.WriteAllBytes(path, bytes[..^torn]);
            using (var file = ForecastFiles.Open(_folder, "lear"))
            {
                Assert.Equal((2, (long)(record - torn)), (file.Count, file.TornBytes));
            }

            Assert.Equal(2 * record, new FileInfo(path).Length);
        }

        // It goes on behind the cut.
        using (var file = ForecastFiles.Open(_folder, "lear"))
        {
            Assert.Equal(0, file.TornBytes);
            file.Keep(Key(3), Some(3));
        }

        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_record_with_a_wrong_bit_is_never_given_out()
    {
        var bytes = ForecastRecord.Write(Key(1), Some(1));
        Assert.NotNull(ForecastRecord.Read(bytes));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(ForecastRecord.Read(bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Two_at_once_keep_in_files_of_their_own_and_the_next_reads_both()
    {
        using (var one = ForecastFiles.Open(_folder, "Ridge"))
        using (var two = ForecastFiles.Open(_folder, "ridge"))
        {
            Assert.NotEqual(one.Path, two.Path);
            one.Keep(Key(1), Some(1));
            two.Keep(Key(2), Some(2));
        }

        using var next = ForecastFiles.Open(_folder, "ridge");
        Assert.Equal(2, next.Find([Key(1), Key(2)]).Count);
        using var other = ForecastFiles.Open(_folder, "ridge-56");
        Assert.Equal(0, other.Count);
    }

    [Fact]
    public void A_folder_that_cannot_be_is_bad_input_that_names_it()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "x");
        Assert.Contains(file, Assert.Throws<BadInputException>(() => ForecastFiles.Open(file, "ridge")).Message, StringComparison.Ordinal);
    }

    private static string Key(byte n) => Convert.ToHexStringLower([.. Enumerable.Repeat(n, 32)]);

    private static KeptForecast Some(double n) =>
        new(
            [.. Enumerable.Range(0, 24).Select(h => n + h)],
            [
                [.. Enumerable.Range(0, 24).Select(h => n - h)],
            ],
            0.25
        );
}
