using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Solvers.OrTools;

namespace OptiBid.Core.Solvers;

/// <summary>Which back ends solve. Section <c>Solvers</c>.</summary>
public sealed class SolverOptions
{
    /// <summary>Back end of mixed-integer programmes: <c>SCIP</c> (default) or <c>HiGHS</c>, whose wrapper prints a banner to stderr on every solve.</summary>
    public string Milp { get; set; } = "SCIP";
}

/// <summary>Registers the solvers.</summary>
public static class SolverServices
{
    /// <summary>Adds <see cref="ILpSolver"/> (GLOP) and <see cref="IMilpSolver"/> (<c>Solvers:Milp</c>).</summary>
    /// <exception cref="InvalidOperationException"><c>Solvers:Milp</c> names no back end there is.</exception>
    public static IServiceCollection AddSolvers(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = configuration.GetSection("Solvers").Get<SolverOptions>() ?? new SolverOptions();
        services.TryAddSingleton<ILpSolver, GlopSolver>();
        services.TryAddSingleton<IMilpSolver>(
            options.Milp.ToUpperInvariant() switch
            {
                "HIGHS" => new HighsMilpSolver(),
                "SCIP" => new ScipMilpSolver(),
                _ => throw new InvalidOperationException($"Solvers:Milp is '{options.Milp}'; allowed: HiGHS, SCIP"),
            }
        );
        return services;
    }
}
