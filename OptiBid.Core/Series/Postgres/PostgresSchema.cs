namespace OptiBid.Core.Series.Postgres;

/// <summary>
/// Tables and views in the schema <c>timeseries</c>, as plain statements, so that each branch can be checked on its own. <c>points</c> holds the
/// current version of each interval, <c>superseded</c> the others; <c>hourly</c> has the same name and columns with and without Timescale.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>Search path of every connection of the store.</summary>
    public const string SearchPath = "timeseries,public";

    public static readonly IReadOnlyList<string> Tables =
    [
        "CREATE SCHEMA IF NOT EXISTS timeseries",
        """
            CREATE TABLE IF NOT EXISTS timeseries.series (
              series_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, market text NOT NULL, node text NOT NULL, product text NOT NULL,
              unit text NOT NULL, interval_minutes integer NOT NULL, time_zone text NOT NULL, source text NOT NULL, is_simulated boolean NOT NULL,
              from_utc timestamptz, last_utc timestamptz, held_count bigint NOT NULL DEFAULT 0, UNIQUE (market, node, product))
            """,
        """
            CREATE TABLE IF NOT EXISTS timeseries.superseded (
              series_id integer NOT NULL, start_utc timestamptz NOT NULL, value double precision NOT NULL, published_utc timestamptz NOT NULL,
              version integer NOT NULL, PRIMARY KEY (series_id, start_utc, version))
            """,
    ];

    /// <summary>Without Timescale: daily partitions (made by the commit that needs them) and a roll-up table of sub-hourly series.</summary>
    public static readonly IReadOnlyList<string> Partitioned =
    [
        """
            CREATE TABLE timeseries.points (
              series_id integer NOT NULL, start_utc timestamptz NOT NULL, value double precision NOT NULL, published_utc timestamptz NOT NULL,
              version integer NOT NULL) PARTITION BY RANGE (start_utc)
            """,
        "CREATE INDEX points_time ON timeseries.points USING brin (start_utc) WITH (pages_per_range = 32)",
        "CREATE INDEX points_series ON timeseries.points (series_id, start_utc)",
        """
            CREATE TABLE timeseries.hourly (
              series_id integer NOT NULL, hour_utc timestamptz NOT NULL, mean double precision NOT NULL, min double precision NOT NULL,
              max double precision NOT NULL, count bigint NOT NULL, PRIMARY KEY (series_id, hour_utc))
            """,
    ];

    /// <summary>With Timescale of any licence: the hypertable.</summary>
    public static readonly IReadOnlyList<string> Hypertable =
    [
        "CREATE EXTENSION IF NOT EXISTS timescaledb",
        """
            CREATE TABLE timeseries.points (
              series_id integer NOT NULL, start_utc timestamptz NOT NULL, value double precision NOT NULL, published_utc timestamptz NOT NULL,
              version integer NOT NULL)
            """,
        "SELECT create_hypertable('timeseries.points', 'start_utc', chunk_time_interval => interval '1 day', create_default_indexes => false)",
        "CREATE INDEX points_series ON timeseries.points (series_id, start_utc)",
    ];

    /// <summary>With Timescale's own licence: compression and a continuous aggregate; corrections and backfills show in it with the next hourly refresh.</summary>
    public static readonly IReadOnlyList<string> Licensed =
    [
        "ALTER TABLE timeseries.points SET (timescaledb.compress, timescaledb.compress_segmentby = 'series_id', timescaledb.compress_orderby = 'start_utc')",
        "SELECT add_compression_policy('timeseries.points', interval '30 days', if_not_exists => true)",
        """
            CREATE MATERIALIZED VIEW timeseries.hourly WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
            SELECT series_id, time_bucket('1 hour', start_utc) AS hour_utc, avg(value) AS mean, min(value) AS min, max(value) AS max, count(*) AS count
            FROM timeseries.points GROUP BY series_id, time_bucket('1 hour', start_utc) WITH NO DATA
            """,
        "SELECT add_continuous_aggregate_policy('timeseries.hourly', start_offset => NULL, end_offset => interval '1 hour', schedule_interval => interval '1 hour', if_not_exists => true)",
    ];

    /// <summary>With Timescale's Apache edition, which has no continuous aggregates: the same relation as a plain view.</summary>
    public static readonly IReadOnlyList<string> Apache =
    [
        """
            CREATE VIEW timeseries.hourly AS
            SELECT series_id, date_bin('1 hour', start_utc, '2000-01-01Z') AS hour_utc, avg(value) AS mean, min(value) AS min, max(value) AS max, count(*) AS count
            FROM timeseries.points GROUP BY series_id, date_bin('1 hour', start_utc, '2000-01-01Z')
            """,
    ];

    public static readonly IReadOnlyList<string> Views =
    [
        """
            CREATE OR REPLACE VIEW timeseries.versions AS
            SELECT series_id, start_utc, value, published_utc, version FROM timeseries.points
            UNION ALL SELECT series_id, start_utc, value, published_utc, version FROM timeseries.superseded
            """,
        """
            CREATE OR REPLACE VIEW timeseries.points_current AS
            SELECT s.market, s.node, s.product, s.unit, p.start_utc, p.value, p.published_utc, p.version
            FROM timeseries.points p JOIN timeseries.series s ON s.series_id = p.series_id
            """,
        """
            CREATE OR REPLACE VIEW timeseries.points_versions AS
            SELECT s.market, s.node, s.product, s.unit, p.start_utc, p.value, p.published_utc, p.version
            FROM timeseries.versions p JOIN timeseries.series s ON s.series_id = p.series_id
            """,
        """
            CREATE OR REPLACE VIEW timeseries.points_hourly AS
            SELECT s.market, s.node, s.product, s.unit, h.hour_utc, h.mean, h.min, h.max, h.count
            FROM timeseries.hourly h JOIN timeseries.series s ON s.series_id = h.series_id WHERE s.interval_minutes < 60
            UNION ALL
            SELECT s.market, s.node, s.product, s.unit, date_bin('1 hour', p.start_utc, '2000-01-01Z'), p.value, p.value, p.value, 1
            FROM timeseries.points p JOIN timeseries.series s ON s.series_id = p.series_id WHERE s.interval_minutes >= 60
            """,
    ];

    /// <summary>Refills the hours of the partitioned branch that a commit touched; <paramref name="range"/> spans all of them, for pruning.</summary>
    public static string RollUp(string range) =>
        $"""
            INSERT INTO hourly (series_id, hour_utc, mean, min, max, count)
            SELECT p.series_id, date_bin('1 hour', p.start_utc, '2000-01-01Z'), avg(p.value), min(p.value), max(p.value), count(*)
            FROM points p JOIN touched t ON t.series_id = p.series_id JOIN series s ON s.series_id = p.series_id
            WHERE s.interval_minutes < 60 AND p.start_utc >= date_bin('1 hour', t.lo, '2000-01-01Z')
              AND p.start_utc < date_bin('1 hour', t.hi, '2000-01-01Z') + interval '1 hour' AND {range}
            GROUP BY 1, 2
            ON CONFLICT (series_id, hour_utc) DO UPDATE SET mean = excluded.mean, min = excluded.min, max = excluded.max, count = excluded.count
            """;

    public const string Staging = """
        DROP TABLE IF EXISTS pg_temp.staging;
        CREATE TEMPORARY TABLE staging (series_id integer, start_utc timestamptz, value double precision, published_utc timestamptz, version integer)
        """;

    public const string SelectSeries = """
        SELECT series_id, market, node, product, unit, interval_minutes, time_zone, source, is_simulated, from_utc, last_utc, held_count FROM series
        """;

    private const string OfSeries = "series_id = (SELECT series_id FROM series WHERE market = $1 AND node = $2 AND product = $3)";
    private const string InRange = $"{OfSeries} AND start_utc >= $4 AND start_utc < $5";

    public const string Range = $"SELECT start_utc, value, published_utc, version FROM points WHERE {InRange} ORDER BY start_utc";

    public const string RangeAsOf = $"""
        SELECT DISTINCT ON (start_utc) start_utc, value, published_utc, version FROM versions
        WHERE {InRange} AND published_utc <= $6 ORDER BY start_utc, version DESC
        """;

    public const string Downsample = $"""
        SELECT date_bin(make_interval(mins => $6), start_utc, '2000-01-01Z') AS bucket, avg(value), min(value), max(value), count(*)
        FROM points WHERE {InRange} GROUP BY bucket ORDER BY bucket
        """;

    /// <summary>For whole hours of sub-hourly series, where commits keep <c>hourly</c> exact (without Timescale).</summary>
    public const string DownsampleHours = $"""
        SELECT date_bin(make_interval(mins => $6), hour_utc, '2000-01-01Z') AS bucket, sum(mean * count) / sum(count), min(min), max(max), sum(count)::bigint
        FROM hourly WHERE {OfSeries} AND hour_utc >= $4 AND hour_utc < $5 GROUP BY bucket ORDER BY bucket
        """;
}
