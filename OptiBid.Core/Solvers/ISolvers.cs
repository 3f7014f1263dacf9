namespace OptiBid.Core.Solvers;

/// <summary>How a solve ended.</summary>
public enum SolveStatus
{
    /// <summary>Proven optimal (for a MILP: within the gap asked for).</summary>
    Optimal,

    /// <summary>A feasible point whose optimality was not proven in time.</summary>
    Feasible,

    /// <summary>No point satisfies the rows and bounds.</summary>
    Infeasible,

    /// <summary>The objective has no bound.</summary>
    Unbounded,

    /// <summary>The back end gave up: time limit without a point, numerical trouble or a refused model.</summary>
    Failed,
}

/// <summary>The answer of a solver.</summary>
/// <param name="Status">How the solve ended; the other fields are empty unless Optimal or Feasible.</param>
/// <param name="Objective">c'x.</param>
/// <param name="Values">x, one per variable.</param>
/// <param name="RowDuals">d objective / d right-hand side, one per row; empty from a MILP, which has none.</param>
/// <param name="Bound">Best proven lower bound of the objective.</param>
public sealed record Solution(SolveStatus Status, double Objective, double[] Values, double[] RowDuals, double Bound)
{
    /// <summary>True when Values may be used.</summary>
    public bool HasPoint => Status is SolveStatus.Optimal or SolveStatus.Feasible;
}

/// <summary>Limits of one solve.</summary>
/// <param name="TimeLimit">Wall time, or null for none.</param>
/// <param name="RelativeGap">MILP gap at which to stop.</param>
public sealed record SolveLimits(TimeSpan? TimeLimit = null, double RelativeGap = 1e-9);

/// <summary>Solves linear programmes with right duals (the sign convention of <see cref="Solution.RowDuals"/>, checked for every back end by test).</summary>
public interface ILpSolver
{
    /// <summary>Name of the back end, such as GLOP.</summary>
    string Name { get; }

    /// <summary>Solves <paramref name="model"/>, ignoring integrality.</summary>
    Solution Solve(LpModel model, SolveLimits? limits = null, CancellationToken cancellationToken = default);
}

/// <summary>Solves mixed-integer programmes. Prices after a MILP come from fixing the integers and solving the LP again.</summary>
public interface IMilpSolver
{
    /// <summary>Name of the back end, such as HiGHS or SCIP.</summary>
    string Name { get; }

    /// <summary>Solves <paramref name="model"/> with its integrality.</summary>
    Solution Solve(LpModel model, SolveLimits? limits = null, CancellationToken cancellationToken = default);
}
