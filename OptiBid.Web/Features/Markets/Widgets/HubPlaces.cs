namespace OptiBid.Web.Features.Markets.Widgets;

/// <summary>
/// Where the schematic map draws hubs and zones. A hub is the mean of many buses and has no place of its own: each stands at a city of its
/// region, with the coordinates of the U.S. Census Bureau's gazetteer of places rounded to a tenth of a degree. A schematic, not a survey.
/// </summary>
internal static class HubPlaces
{
    private static readonly Dictionary<(string Market, string Node), HubPlace> s_places = new()
    {
        [("ERCOT", "HB_NORTH")] = new(-97.0, 32.9, "Dallas"),
        [("ERCOT", "HB_HOUSTON")] = new(-95.4, 29.9, "Houston"),
        [("ERCOT", "HB_SOUTH")] = new(-98.2, 28.3, "Corpus Christi / San Antonio"),
        [("ERCOT", "HB_WEST")] = new(-100.4, 31.5, "San Angelo"),
        [("ERCOT", "HB_PAN")] = new(-101.8, 35.1, "Amarillo"),
        [("ERCOT", "LZ_WEST")] = new(-102.1, 32.0, "Midland"),
        [("ERCOT", "LZ_CPS")] = new(-98.5, 29.4, "San Antonio"),
        [("ERCOT", "LZ_AEN")] = new(-97.7, 30.3, "Austin"),
        [("ERCOT", "LZ_RAYBN")] = new(-95.6, 33.6, "Paris / Greenville"),
        [("CAISO", "TH_NP15_GEN-APND")] = new(-121.5, 38.6, "Sacramento"),
        [("CAISO", "TH_ZP26_GEN-APND")] = new(-119.7, 36.0, "Fresno / Bakersfield"),
        [("CAISO", "TH_SP15_GEN-APND")] = new(-118.2, 34.1, "Los Angeles"),
        [("CAISO", "DLAP_PGAE-APND")] = new(-122.4, 37.4, "San Francisco Bay"),
        [("CAISO", "DLAP_SCE-APND")] = new(-117.4, 34.9, "San Bernardino"),
        [("CAISO", "DLAP_SDGE-APND")] = new(-117.1, 32.7, "San Diego"),
        [("CAISO", "DLAP_VEA-APND")] = new(-116.0, 36.2, "Pahrump"),
        [("PJM", "WESTERN HUB")] = new(-78.4, 40.5, "Altoona"),
        [("PJM", "EASTERN HUB")] = new(-75.5, 39.2, "Dover"),
        [("PJM", "NEW JERSEY HUB")] = new(-74.4, 40.3, "New Brunswick"),
        [("PJM", "DOMINION HUB")] = new(-77.4, 37.5, "Richmond"),
        [("PJM", "AEP-DAYTON HUB")] = new(-84.2, 39.8, "Dayton"),
        [("PJM", "AEP GEN HUB")] = new(-81.6, 38.3, "Charleston"),
        [("PJM", "OHIO HUB")] = new(-82.0, 40.7, "Mansfield"),
        [("PJM", "CHICAGO HUB")] = new(-87.6, 41.9, "Chicago"),
        [("PJM", "N ILLINOIS HUB")] = new(-89.1, 42.3, "Rockford"),
        [("PJM", "ATSI GEN HUB")] = new(-81.5, 41.5, "Cleveland"),
    };

    /// <summary>The place of a hub or zone, or null when the table has none.</summary>
    public static HubPlace? Of(string market, string node) => s_places.GetValueOrDefault((market, Hubs.Plain(node)));
}

/// <summary>A place of the schematic.</summary>
/// <param name="Longitude">Degrees, west negative.</param>
/// <param name="Latitude">Degrees, north positive.</param>
/// <param name="City">The city that stands for the region.</param>
internal sealed record HubPlace(double Longitude, double Latitude, string City);
