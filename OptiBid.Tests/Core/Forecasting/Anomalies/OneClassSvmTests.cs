using System.Globalization;
using CsCheck;
using OptiBid.Core.Forecasting.Models.Anomalies;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Forecasting.Anomalies;

public class OneClassSvmTests
{
    private const string Peer = """
        import sys
        import numpy as np
        from sklearn.svm import OneClassSVM
        nu, gamma = float(sys.argv[1]), float(sys.argv[2])
        X = np.array([[float(v) for v in row.split()] for row in sys.argv[3].split(';')])
        m = OneClassSVM(nu=nu, gamma=gamma, tol=1e-8).fit(X)
        print(' '.join(repr(float(v)) for v in m.decision_function(X)))
        """;

    [Fact]
    public void Multipliers_meet_the_conditions_of_karush_kuhn_and_tucker()
    {
        var cancel = TestContext.Current.CancellationToken;
        Gen.Select(Gen.Double[-2, 2].Array[3].Array[5, 60], Gen.Double[0.02, 0.9], Gen.Double[0.05, 2])
            .Sample(
                (rows, nu, gamma) =>
                {
                    var machine = OneClassSvm.Fit(rows, nu, gamma, 1e-8, cancel);
                    Assert.Equal(nu * rows.Length, machine.Multipliers.Sum(), 1e-9);
                    for (var i = 0; i < rows.Length; i++)
                    {
                        var decision = machine.Decide(rows[i]);
                        Assert.InRange(machine.Multipliers[i], 0, 1);

                        // Inside it does not count, outside it counts in full, on the border between.
                        Assert.True(machine.Multipliers[i] < 1e-12 || decision < 1e-6);
                        Assert.True(machine.Multipliers[i] > 1 - 1e-12 || decision > -1e-6);
                    }
                },
                iter: 60
            );
    }

    [Fact]
    public void At_most_the_share_nu_lies_outside_and_far_rows_are_as_far_out_as_can_be()
    {
        var rows = Cloud(300);
        var machine = OneClassSvm.Fit(rows, 0.1, 0.5, 1e-8, TestContext.Current.CancellationToken);
        Assert.InRange(rows.Count(r => machine.Decide(r) < -1e-7), 1, 30);
        Assert.InRange(machine.Vectors, 30, 120);
        Assert.Equal(-machine.Rho, machine.Decide([50, 50]), 1e-12);
        Assert.True(machine.Decide([0, 0]) > 0);
    }

    [Theory]
    [InlineData(0.05, 0.5)]
    [InlineData(0.3, 0.1)]
    public async Task Decisions_are_those_of_scikit_learn(double nu, double gamma)
    {
        var rows = Cloud(250);
        var text = string.Join(';', rows.Select(r => string.Join(' ', r.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))));
        var output = await SystemPython.RunAsync(
            "sklearn",
            Peer,
            nu.ToString(CultureInfo.InvariantCulture),
            gamma.ToString(CultureInfo.InvariantCulture),
            text
        );
        var expected = output
            .Split(' ', StringSplitOptions.TrimEntries)
            .Select(v => double.Parse(v, CultureInfo.InvariantCulture))
            .ToArray();
        var machine = OneClassSvm.Fit(rows, nu, gamma, 1e-8, TestContext.Current.CancellationToken);
        Assert.Equal(rows.Length, expected.Length);
        Assert.All(rows.Zip(expected), r => Assert.Equal(r.Second, machine.Decide(r.First), 1e-3));
    }

    [Fact]
    public void Deciding_allocates_nothing()
    {
        var rows = Cloud(100);
        var machine = OneClassSvm.Fit(rows, 0.2, 0.5, 1e-6, TestContext.Current.CancellationToken);
        var sum = machine.Decide(rows[0]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var k = 0; k < 1000; k++)
        {
            sum += machine.Decide(rows[k % 100]);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(double.IsFinite(sum));
    }

    private static double[][] Cloud(int rows)
    {
        var random = new Random(6);
        return [.. Enumerable.Range(0, rows).Select(_ => new[] { Normal(), (2 * Normal()) + 0.3 })];

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
    }
}
