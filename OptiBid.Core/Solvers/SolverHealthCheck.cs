using Microsoft.Extensions.Diagnostics.HealthChecks;
using OptiBid.Core.Common;

namespace OptiBid.Core.Solvers;

/// <summary>The native solver library loads and prices a programme of one row: serving two megawatt-hours at 5 and 9 $/MWh, the next costs 9.</summary>
internal sealed class SolverHealthCheck(ILpSolver solver) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["adapter"] = solver.Name };
        var model = new LpModel();
        var cheap = model.AddVariable(0, 1, 5);
        var dear = model.AddVariable(0, 10, 9);
        model.AddRow(2, 2, (cheap, 1), (dear, 1));
        var solution = solver.Solve(model, cancellationToken: cancellationToken);
        var right =
            solution.Status == SolveStatus.Optimal && Math.Abs(solution.Objective - 14) < 1e-6 && Math.Abs(solution.RowDuals[0] - 9) < 1e-6;
        return Task.FromResult(
            right
                ? data.Say(HealthStatus.Healthy, "Optimum and price of a small programme are right")
                : data.Say(HealthStatus.Unhealthy, $"A small programme came out {solution.Status} with objective {solution.Objective}")
        );
    }
}
