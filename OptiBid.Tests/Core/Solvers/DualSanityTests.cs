using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Solvers;
using OptiBid.Core.Solvers.OrTools;

namespace OptiBid.Tests.Core.Solvers;

public class DualSanityTests
{
    public static TheoryData<string> Milps => ["HiGHS", "SCIP"];

    [Fact]
    public void The_lp_back_end_gives_the_prices_30_and_0()
    {
        var solution = new GlopSolver().Solve(TwoGenerators(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(SolveStatus.Optimal, solution.Status);
        Assert.Equal(1800, solution.Objective, 9);
        Assert.Equal(1800, solution.Bound, 9);
        Assert.Equal([60, 40], solution.Values.Select(v => Math.Round(v, 9)));
        Assert.Equal([30, 0], solution.RowDuals.Select(v => Math.Round(v, 9)));
    }

    [Theory]
    [MemberData(nameof(Milps))]
    public void A_milp_back_end_shows_no_duals_and_keeps_integrality(string name)
    {
        var model = new LpModel();
        var x = model.AddVariable(0, 10, -3, isInteger: true);
        var y = model.AddVariable(0, 10, -2, isInteger: true);
        model.AddRow(double.NegativeInfinity, 7.5, (x, 2), (y, 1));
        var solution = Milp(name).Solve(model, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(SolveStatus.Optimal, solution.Status);
        Assert.Equal(-14, solution.Objective, 9);
        Assert.Empty(solution.RowDuals);
    }

    [Theory]
    [MemberData(nameof(Milps))]
    public void Infeasible_is_told(string name)
    {
        var infeasible = new LpModel();
        var a = infeasible.AddVariable(0, 1, 1, isInteger: true);
        infeasible.AddRow(2, 3, (a, 1));
        Assert.Equal(SolveStatus.Infeasible, Milp(name).Solve(infeasible, cancellationToken: TestContext.Current.CancellationToken).Status);
        Assert.Equal(
            SolveStatus.Infeasible,
            new GlopSolver().Solve(infeasible, cancellationToken: TestContext.Current.CancellationToken).Status
        );
    }

    [Fact]
    public void An_unknown_back_end_stops_the_start_and_names_the_allowed_ones()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Solvers:Milp", "CPLEX")]).Build();
        var fault = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddSolvers(configuration));
        Assert.Contains("Solvers:Milp", fault.Message, StringComparison.Ordinal);
        Assert.Contains("HiGHS, SCIP", fault.Message, StringComparison.Ordinal);
    }

    private static IMilpSolver Milp(string name) => name == "SCIP" ? new ScipMilpSolver() : new HighsMilpSolver();

    private static LpModel TwoGenerators()
    {
        var model = new LpModel();
        var g1 = model.AddVariable(0, 60, 10);
        var g2 = model.AddVariable(0, double.PositiveInfinity, 30);
        model.AddRow(100, 100, (g1, 1), (g2, 1));
        model.AddRow(double.NegativeInfinity, 500, (g1, 1), (g2, 2));
        return model;
    }
}
