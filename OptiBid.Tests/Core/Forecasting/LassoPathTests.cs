using CsCheck;
using OptiBid.Core.Forecasting.Models.Linear;

namespace OptiBid.Tests.Core.Forecasting;

/// <summary>The path of the LASSO against the conditions that define it (Karush, Kuhn, Tucker), on any data, also with fewer rows than inputs.</summary>
public class LassoPathTests
{
    private static readonly Gen<(double[][] Columns, double[] Target)> s_problems =
        from rows in Gen.Int[3, 40]
        from inputs in Gen.Int[1, 25]
        from seed in Gen.Int
        select Problem(rows, inputs, seed);

    [Fact]
    public void Every_knot_is_a_solution_of_the_lasso_at_its_penalty()
    {
        s_problems.Sample(problem =>
        {
            var (columns, target) = problem;
            var (products, square) = (Products(columns, target), Dot(target, target));
            var last = double.PositiveInfinity;
            var scale = Math.Max(square, 1);
            new LassoPath(Gram.Of(columns)).Walk(
                products,
                square,
                Math.Min(target.Length - 1, columns.Length),
                knot =>
                {
                    var residual = Residual(columns, target, knot.Coefficients);
                    Assert.True(knot.Penalty <= last * (1 + 1e-6));
                    Assert.Equal(Dot(residual, residual), knot.Residual, 1e-6 * scale);
                    for (var j = 0; j < columns.Length; j++)
                    {
                        var (correlation, b) = (Dot(columns[j], residual), knot.Coefficients[j]);
                        Assert.True(Math.Abs(correlation) <= knot.Penalty + (1e-6 * scale));
                        Assert.True(b == 0 || Math.Abs(correlation - (Math.Sign(b) * knot.Penalty)) <= 1e-6 * scale);
                    }

                    Assert.True(knot.Coefficients.Count(b => b != 0) <= knot.Inputs);
                    last = knot.Penalty;
                    return true;
                }
            );
        });
    }

    [Fact]
    public void The_path_begins_empty_at_the_largest_correlation_and_ends_at_least_squares()
    {
        s_problems
            .Where(p => p.Target.Length > p.Columns.Length + 3)
            .Sample(problem =>
            {
                var (columns, target) = problem;
                var gram = Gram.Of(columns);
                var products = Products(columns, target);
                var knots = new List<(double Penalty, int Inputs, double[] Coefficients)>();
                new LassoPath(gram).Walk(
                    products,
                    Dot(target, target),
                    int.MaxValue,
                    k =>
                    {
                        knots.Add((k.Penalty, k.Inputs, [.. k.Coefficients]));
                        return true;
                    }
                );
                Assert.Equal((products.Max(Math.Abs), 0), (knots[0].Penalty, knots[0].Inputs));
                Assert.All(knots[0].Coefficients, b => Assert.Equal(0, b));
                var least = Cholesky.Solve(gram, 0, products);
                var fit = Residual(columns, target, knots[^1].Coefficients);
                var best = Residual(columns, target, least);
                Assert.Equal(Dot(best, best), Dot(fit, fit), 1e-6);
            });
    }

    [Fact]
    public void With_orthonormal_inputs_a_coefficient_is_its_product_moved_towards_zero_by_the_penalty()
    {
        double[][] identity = [.. Enumerable.Range(0, 5).Select(i => Enumerable.Range(0, 5).Select(j => i == j ? 1.0 : 0).ToArray())];
        double[] products = [3, -2, 1, 0.5, -0.25];
        var knots = 0;
        new LassoPath(identity).Walk(
            products,
            14.3125,
            5,
            knot =>
            {
                knots++;
                for (var j = 0; j < 5; j++)
                {
                    Assert.Equal(Math.Sign(products[j]) * Math.Max(0, Math.Abs(products[j]) - knot.Penalty), knot.Coefficients[j], 12);
                }

                return true;
            }
        );
        Assert.Equal(6, knots);
    }

    [Fact]
    public void An_input_that_others_span_is_left_out_and_the_walk_goes_on()
    {
        double[][] columns =
        [
            [1, 0, 0, 1, 2],
            [0, 1, 0, 1, -1],
            [1, 1, 0, 2, 1],
            [0, 0, 1, 1, 1],
        ];
        double[] target = [2, 1, 3, 0, 1];
        var (last, residual) = (0, 0.0);
        new LassoPath(Gram.Of(columns)).Walk(
            Products(columns, target),
            Dot(target, target),
            4,
            knot =>
            {
                (last, residual) = (knot.Inputs, knot.Residual);
                return true;
            }
        );
        double[][] independent = [columns[0], columns[1], columns[3]];
        var least = Residual(independent, target, Cholesky.Solve(Gram.Of(independent), 0, Products(independent, target)));
        Assert.Equal(3, last);
        Assert.Equal(Dot(least, least), residual, 1e-9);
    }

    [Fact]
    public void The_walk_ends_where_it_is_told_to_and_serves_the_next_target_as_a_new_one_does()
    {
        var random = new Random(3);
        double[] Column() => [.. Enumerable.Range(0, 30).Select(_ => random.NextDouble() - 0.5)];
        double[][] columns = [.. Enumerable.Range(0, 12).Select(_ => Column())];
        var gram = Gram.Of(columns);
        var used = new LassoPath(gram);
        var first = Column();
        var told = 0;
        used.Walk(Products(columns, first), Dot(first, first), 12, _ => ++told < 3);
        Assert.Equal(3, told);
        var second = Column();
        Assert.Equal(Penalties(new LassoPath(gram)), Penalties(used));

        List<double> Penalties(LassoPath path)
        {
            var penalties = new List<double>();
            path.Walk(
                Products(columns, second),
                Dot(second, second),
                12,
                k =>
                {
                    penalties.Add(k.Penalty);
                    return true;
                }
            );
            return penalties;
        }
    }

    private static (double[][] Columns, double[] Target) Problem(int rows, int inputs, int seed)
    {
        var random = new Random(seed);
        return ([.. Enumerable.Range(0, inputs).Select(_ => Values())], Values());

        double[] Values() => [.. Enumerable.Range(0, rows).Select(_ => (2 * random.NextDouble()) - 1)];
    }

    private static double[] Residual(double[][] columns, double[] target, double[] coefficients) =>
        [.. target.Select((y, r) => y - columns.Select((c, j) => c[r] * coefficients[j]).Sum())];

    private static double[] Products(double[][] columns, double[] target) => [.. columns.Select(c => Dot(c, target))];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
