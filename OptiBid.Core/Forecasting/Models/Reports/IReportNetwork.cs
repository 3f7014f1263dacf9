using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Metrics;

namespace OptiBid.Core.Forecasting.Models.Reports;

/// <summary>What a report is made of.</summary>
/// <param name="Files">Price files of the EPF benchmark; the name of a file is its market.</param>
/// <param name="TestDays">The last days of each file that are there, on which models are measured.</param>
/// <param name="RetrainDays">Days for which a training answers.</param>
/// <param name="LeaveOutDays">Last days of each file that are not there: to choose settings on days before those that a model is judged by.</param>
public sealed record NetworkReportRequest(IReadOnlyList<string> Files, int TestDays, int RetrainDays, int LeaveOutDays = 0);

/// <summary>A model in a table: figures by the name of their column, with intervals of 95 % where there are days to draw.</summary>
/// <param name="Model">Name.</param>
/// <param name="Figures">Figures; a column may be missing.</param>
public sealed record NetworkReportRow(string Model, IReadOnlyDictionary<string, Measured> Figures);

/// <summary>A table of a market.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Columns in order.</param>
/// <param name="Rows">All models, the losing ones too.</param>
public sealed record NetworkReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<NetworkReportRow> Rows);

/// <summary>A market.</summary>
/// <param name="Market">Name.</param>
/// <param name="From">First day measured.</param>
/// <param name="To">Last day.</param>
/// <param name="DataHash">SHA-256 of the prices and exogenous forecasts.</param>
/// <param name="Trainings">Trainings.</param>
/// <param name="SecondsPerTraining">Mean time of one.</param>
/// <param name="Engine">What answered.</param>
/// <param name="Tables">Tables.</param>
public sealed record NetworkReportMarket(
    string Market,
    DateOnly From,
    DateOnly To,
    string DataHash,
    int Trainings,
    double SecondsPerTraining,
    string Engine,
    IReadOnlyList<NetworkReportTable> Tables
);

/// <summary>A network measured against simpler models.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="About">What it is.</param>
/// <param name="Seed">Start of its random numbers.</param>
/// <param name="RetrainDays">Days for which a training answered.</param>
/// <param name="Markets">The markets.</param>
public sealed record NetworkReport(string Name, string About, ulong Seed, int RetrainDays, IReadOnlyList<NetworkReportMarket> Markets);

/// <summary>Measures a network on the last days of price files, each day from what was known before it.</summary>
public interface IReportNetwork
{
    /// <summary>Names of the networks there are.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The report of a network.</summary>
    /// <exception cref="BadInputException">A file is damaged.</exception>
    Result<NetworkReport> Execute(string name, NetworkReportRequest request, CancellationToken cancellationToken = default);
}
