using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Web.Commands.Benches;

/// <summary>
/// Sign-ins with a password, eight at a time, from the e-mail to the started session in the records; and the median time of the refusal of a
/// wrong password for a user that exists and for one that does not. One operation is one sign-in.
/// </summary>
internal sealed class SignInBench : IBench
{
    private const int Parallel = 8;
    private const int Refusals = 30;

    // The seeder of accounts has this order; those after it make markets and assets.
    private const int AccountSeeders = 100;

    /// <inheritdoc/>
    public string Name => "sign-in";

    /// <inheritdoc/>
    public string Summary => "sign-ins a second, and whether the time of a refusal tells who has an account";

    /// <inheritdoc/>
    public async Task<BenchResult> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var temporary = Directory.CreateTempSubdirectory("optibid-bench-").FullName;
        try
        {
            await using var services = HostSettings.BuildVerbServices(settings.Store ?? temporary);
            await services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(cancellationToken);
            foreach (var seeder in services.GetServices<ISeeder>().Where(s => s.Order <= AccountSeeders).OrderBy(s => s.Order))
            {
                await seeder.SeedAsync(cancellationToken);
            }

            var first =
                services.GetRequiredService<IFirstSignIn>().Take()
                ?? throw new InvalidOperationException("The folder of --store holds users already: give an empty one");
            Task<bool> TryAsync(string email, string password) => SignInAsync(services, email, password, cancellationToken);
            if (!await TryAsync(first.Email, first.Password))
            {
                throw new InvalidOperationException("The first administrator cannot sign in");
            }

            var (known, unknown) = (new List<double>(), new List<double>());
            for (var i = 0; i < Refusals; i++)
            {
                known.Add(await TimeAsync(() => TryAsync(first.Email, "a wrong password")));
                unknown.Add(await TimeAsync(() => TryAsync($"nobody{i}@optibid.local", "a wrong password")));
                // A right one forgets the wrong one.
                await TryAsync(first.Email, first.Password);
            }

            var timings = await BenchTimings.MeasureAsync(
                settings.Seconds,
                async _ =>
                {
                    await Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => Task.Run(() => TryAsync(first.Email, first.Password))));
                    return Parallel;
                },
                cancellationToken
            );
            var (knownMedian, unknownMedian) = (Median(known), Median(unknown));
            return new(
                timings,
                new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["knownRefusedMilliseconds"] = knownMedian,
                    ["unknownRefusedMilliseconds"] = unknownMedian,
                    ["apartPercent"] = 100 * Math.Abs(knownMedian - unknownMedian) / Math.Max(knownMedian, unknownMedian),
                }
            );
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static async Task<bool> SignInAsync(
        IServiceProvider services,
        string email,
        string password,
        CancellationToken cancellationToken
    )
    {
        await using var scope = services.CreateAsyncScope();
        var signIn = scope.ServiceProvider.GetRequiredService<ISignInWithPassword>();
        return (await signIn.ExecuteAsync(email, password, new(new(null, "bench")), cancellationToken)).IsSuccess;
    }

    private static async Task<double> TimeAsync(Func<Task<bool>> refusal)
    {
        var began = Stopwatch.GetTimestamp();
        return await refusal()
            ? throw new InvalidOperationException("A wrong password signed somebody in")
            : Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }
}
