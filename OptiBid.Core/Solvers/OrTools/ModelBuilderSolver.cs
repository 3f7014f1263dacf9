using Google.OrTools.ModelBuilder;

namespace OptiBid.Core.Solvers.OrTools;

/// <summary>Runs one back end of OR-Tools' ModelBuilder. Each call builds its own native model, so one instance serves many threads.</summary>
internal abstract class ModelBuilderSolver(string backEnd, bool givesDuals)
{
    /// <summary>solves a model; the LP back ends drop integrality.</summary>
    protected Solution Run(LpModel source, bool integers, SolveLimits? limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        cancellationToken.ThrowIfCancellationRequested();
        limits ??= new SolveLimits();
        var model = new Model();
        var helper = model.Helper;
        Build(source, integers, helper);
        using var solver = new ModelSolverHelper(backEnd);
        solver.EnableOutput(false);
        if (limits.TimeLimit is { } time)
        {
            solver.SetTimeLimitInSeconds(time.TotalSeconds);
        }

        if (integers && string.Equals(backEnd, "scip", StringComparison.Ordinal))
        {
            solver.SetSolverSpecificParameters(FormattableString.Invariant($"limits/gap = {limits.RelativeGap}"));
        }

        NativeOutput.Quietly(() => solver.Solve(helper));
        return Read(source, solver, integers);
    }

    private static void Build(LpModel source, bool integers, ModelBuilderHelper helper)
    {
        for (var j = 0; j < source.VariableCount; j++)
        {
            var variable = helper.AddVar();
            helper.SetVarLowerBound(variable, source.Lower[j]);
            helper.SetVarUpperBound(variable, source.Upper[j]);
            helper.SetVarObjectiveCoefficient(variable, source.Cost[j]);
            helper.SetVarIntegrality(variable, integers && source.Integer[j]);
        }

        for (var i = 0; i < source.RowCount; i++)
        {
            var row = helper.AddLinearConstraint();
            helper.SetConstraintLowerBound(row, source.RowLower[i]);
            helper.SetConstraintUpperBound(row, source.RowUpper[i]);
            for (var k = source.RowStart[i]; k < source.RowStart[i + 1]; k++)
            {
                helper.AddConstraintTerm(row, source.Column[k], source.Coefficient[k]);
            }
        }

        helper.SetMaximize(false);
    }

    private Solution Read(LpModel source, ModelSolverHelper solver, bool integers)
    {
        var status = solver.Status() switch
        {
            Google.OrTools.ModelBuilder.SolveStatus.OPTIMAL => SolveStatus.Optimal,
            Google.OrTools.ModelBuilder.SolveStatus.FEASIBLE => SolveStatus.Feasible,
            Google.OrTools.ModelBuilder.SolveStatus.INFEASIBLE => SolveStatus.Infeasible,
            Google.OrTools.ModelBuilder.SolveStatus.UNBOUNDED => SolveStatus.Unbounded,
            _ => SolveStatus.Failed,
        };
        if (status is not (SolveStatus.Optimal or SolveStatus.Feasible))
        {
            return new Solution(status, double.NaN, [], [], double.NaN);
        }

        var values = new double[source.VariableCount];
        for (var j = 0; j < values.Length; j++)
        {
            values[j] = solver.VariableValue(j);
        }

        var duals = givesDuals && !integers ? new double[source.RowCount] : [];
        for (var i = 0; i < duals.Length; i++)
        {
            duals[i] = solver.DualValue(i);
        }

        var objective = solver.ObjectiveValue();
        // GLOP's wrapper reports a bound of 0; at a proven optimum the bound is the objective.
        var bound = status == SolveStatus.Optimal && !integers ? objective : solver.BestObjectiveBound();
        return new Solution(status, objective, values, duals, bound);
    }
}

/// <summary>GLOP: the LP back end whose duals are right (docs/adr/0003).</summary>
internal sealed class GlopSolver() : ModelBuilderSolver("glop", givesDuals: true), ILpSolver
{
    /// <inheritdoc/>
    public string Name => "GLOP";

    /// <inheritdoc/>
    public Solution Solve(LpModel model, SolveLimits? limits = null, CancellationToken cancellationToken = default) =>
        Run(model, integers: false, limits, cancellationToken);
}

/// <summary>HiGHS for mixed-integer programmes; its wrapper's duals are wrong and not read.</summary>
internal sealed class HighsMilpSolver() : ModelBuilderSolver("highs", givesDuals: false), IMilpSolver
{
    /// <inheritdoc/>
    public string Name => "HiGHS";

    /// <inheritdoc/>
    public Solution Solve(LpModel model, SolveLimits? limits = null, CancellationToken cancellationToken = default) =>
        Run(model, integers: true, limits, cancellationToken);
}

/// <summary>SCIP, the second opinion on mixed-integer programmes.</summary>
internal sealed class ScipMilpSolver() : ModelBuilderSolver("scip", givesDuals: false), IMilpSolver
{
    /// <inheritdoc/>
    public string Name => "SCIP";

    /// <inheritdoc/>
    public Solution Solve(LpModel model, SolveLimits? limits = null, CancellationToken cancellationToken = default) =>
        Run(model, integers: true, limits, cancellationToken);
}
