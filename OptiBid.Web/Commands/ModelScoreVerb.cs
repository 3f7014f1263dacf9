using System.CommandLine;
using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models.Trees;

namespace OptiBid.Web.Commands;

/// <summary><c>models score MODEL ROWS</c>: scores a table by a model that XGBoost wrote as JSON, without XGBoost.</summary>
internal sealed class ModelScoreVerb : ICliVerb
{
    private readonly Argument<FileInfo> _model = new("model") { Description = "Model of XGBoost in JSON (booster gbtree)" };
    private readonly Argument<FileInfo> _rows = new("rows")
    {
        Description = "CSV with a header and a column for each feature, in the order of the training; an empty cell is missing",
    };

    /// <inheritdoc/>
    public Command Build() =>
        new("models", "Experiments and models")
        {
            new Command("score", "Score a table by a model of XGBoost") { _model, _rows }.Does(RunAsync),
        };

    private Task<Result<CliAnswer>> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var model = XgboostModels.Read(parse.GetValue(_model)!.FullName);
        var predictions = XgboostRows.Score(model, parse.GetValue(_rows)!.FullName);
        var lines = predictions.Select(p => string.Join(',', p.Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
        return Task.FromResult<Result<CliAnswer>>(
            new CliAnswer(
                new
                {
                    model.Objective,
                    columns = model.Width,
                    model.Trees,
                    rows = predictions.Count,
                    predictions,
                },
                string.Join('\n', lines)
            )
        );
    }
}
