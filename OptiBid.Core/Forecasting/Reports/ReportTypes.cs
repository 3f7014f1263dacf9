using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Metrics;

namespace OptiBid.Core.Forecasting.Reports;

/// <summary>A file that was measured on.</summary>
/// <param name="File">Path below the data folder.</param>
/// <param name="Sha256">Hash of its bytes, hexadecimal.</param>
public sealed record ReportSource(string File, string Sha256);

/// <summary>One row of a table.</summary>
/// <param name="Keys">What it is about.</param>
/// <param name="Values">Figures with intervals; null where there is none.</param>
public sealed record ReportRow(IReadOnlyList<string> Keys, IReadOnlyList<Measured?> Values);

/// <summary>A table of figures.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Keys">Names of the first columns.</param>
/// <param name="Columns">Names of the columns of figures.</param>
/// <param name="Decimals">Decimals of each.</param>
/// <param name="Rows">The rows, losing ones too.</param>
public sealed record ReportTable(
    string Title,
    IReadOnlyList<string> Keys,
    IReadOnlyList<string> Columns,
    IReadOnlyList<int> Decimals,
    IReadOnlyList<ReportRow> Rows
);

/// <summary>What was measured of a model.</summary>
/// <param name="Name">Name of the report and of its file.</param>
/// <param name="Title">Its title.</param>
/// <param name="About">Paragraphs: what the model does, what is measured and against what.</param>
/// <param name="Tables">The figures.</param>
/// <param name="Sources">The files.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record ModelReport(
    string Name,
    string Title,
    IReadOnlyList<string> About,
    IReadOnlyList<ReportTable> Tables,
    IReadOnlyList<ReportSource> Sources,
    int Seed,
    double Seconds
);

/// <summary>What to measure on.</summary>
/// <param name="DataFolder">Folder with the data, laid out as shared/data.</param>
/// <param name="Seed">Seed of everything random.</param>
public sealed record ReportRequest(string DataFolder, int Seed = 1);

/// <summary>Measures one model. All that are registered are found by <c>models report</c>.</summary>
public interface IModelReporter
{
    /// <summary>Name of the report.</summary>
    string Name { get; }

    /// <summary>Measures; says on the way what it does.</summary>
    /// <exception cref="BadInputException">A file cannot be read.</exception>
    Task<Result<ModelReport>> RunAsync(ReportRequest request, IProgress<string>? progress, CancellationToken cancellationToken);
}
