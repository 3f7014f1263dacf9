namespace OptiBid.Core.Series.Postgres;

/// <summary>What this process knows of a series. Its number never changes, nor does its definition once it holds points.</summary>
/// <param name="Id">Its number, reserved with the first append.</param>
/// <param name="Held">Its definition, or null as long as it holds no points.</param>
internal sealed record KnownSeries(int Id, SeriesDefinition? Held);
