namespace OptiBid.Core.Forecasting.Retraining.Drift;

/// <summary>How far an input has moved.</summary>
/// <param name="Name">The series.</param>
/// <param name="Psi">Stability index of the recent days against the same season of the calibration window; null when there is nothing to compare.</param>
/// <param name="PsiWholeYear">The same against the whole calibration window: it moves with the seasons, and does not alarm.</param>
/// <param name="IsAlarm">Above the limit of the plan.</param>
public sealed record InputDrift(string Name, double? Psi, double? PsiWholeYear, bool IsAlarm);

/// <summary>The error of one delivery day.</summary>
/// <param name="Day">Day.</param>
/// <param name="Mae">Mean absolute error of the model.</param>
/// <param name="NaiveMae">Of the naive reference by day of week.</param>
/// <param name="RollingRmae">Mean error of this and the days before it over that of the reference; null while there are too few.</param>
/// <param name="PageHinkley">Height of the test of the relative error; null in the days that it learns from.</param>
public sealed record DayDrift(DateOnly Day, double Mae, double NaiveMae, double? RollingRmae, double? PageHinkley);

/// <summary>What a job found of drift.</summary>
/// <param name="AsOf">Last day with prices.</param>
/// <param name="Forecaster">The model whose errors these are: that of the version in production, or the naive reference where there is none.</param>
/// <param name="Version">The version in production, or null.</param>
/// <param name="CalibrationFrom">First day of the calibration window.</param>
/// <param name="CalibrationTo">Its last day.</param>
/// <param name="RecentFrom">First of the recent days.</param>
/// <param name="PsiLimit">From here an input alarms.</param>
/// <param name="RmaeLimit">From here the error alarms.</param>
/// <param name="PageHinkleyLimit">From here the test alarms.</param>
/// <param name="Inputs">By series.</param>
/// <param name="Days">By day.</param>
/// <param name="IsErrorAlarm">The rolling relative error of the last day is above its limit.</param>
/// <param name="IsPageHinkleyAlarm">The test is above its limit on the last day.</param>
public sealed record DriftReport(
    DateOnly AsOf,
    string Forecaster,
    int? Version,
    DateOnly CalibrationFrom,
    DateOnly CalibrationTo,
    DateOnly RecentFrom,
    double PsiLimit,
    double RmaeLimit,
    double PageHinkleyLimit,
    IReadOnlyList<InputDrift> Inputs,
    IReadOnlyList<DayDrift> Days,
    bool IsErrorAlarm,
    bool IsPageHinkleyAlarm
)
{
    /// <summary>Whether anything alarms.</summary>
    public bool IsAlarm => IsErrorAlarm || IsPageHinkleyAlarm || Inputs.Any(i => i.IsAlarm);
}
