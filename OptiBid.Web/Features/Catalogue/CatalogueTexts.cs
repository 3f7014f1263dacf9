using Microsoft.Extensions.Localization;
using OptiBid.Core.Forecasting.Features;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Catalogue;

/// <summary>Names of what the catalogue lists, in the reader's language.</summary>
internal static class CatalogueTexts
{
    /// <summary>What a product measures; its code where it has no name.</summary>
    public static string Kind(string product, IStringLocalizer texts) =>
        product switch
        {
            Products.DaLmp => texts["Day-ahead price"],
            Products.RtLmp => texts["Real-time price"],
            Products.Load => texts["Load"],
            Products.LoadForecast => texts["Load forecast"],
            Products.Wind => texts["Wind generation"],
            Products.Solar => texts["Solar generation"],
            Products.DaRegUp => texts["Regulation up, day-ahead"],
            Products.DaRegDown => texts["Regulation down, day-ahead"],
            _ => product,
        };

    /// <summary>What a feature measures.</summary>
    public static string Kind(FeatureKind kind, IStringLocalizer texts) =>
        kind switch
        {
            FeatureKind.PriceLevel => texts["Price"],
            FeatureKind.PriceDifference => texts["Price difference"],
            FeatureKind.Quantity => texts["Published forecast"],
            _ => texts["Calendar"],
        };

    /// <summary>Unit of a feature; that of the price once a series is chosen.</summary>
    public static string Unit(string unit, string? priceUnit, IStringLocalizer texts) =>
        unit switch
        {
            "price" => priceUnit is null ? texts["as the price"] : Formats.Unit(priceUnit),
            "as published" => texts["as published"],
            "0 or 1" => texts["0 or 1"],
            "day" => texts["day of the week"],
            "1" => texts["without unit"],
            _ => unit,
        };

    /// <summary>Family of a model.</summary>
    public static string Family(string family, IStringLocalizer texts) =>
        family switch
        {
            "naive" => texts["naive reference"],
            "linear" => texts["linear model"],
            "kernel" => texts["kernel regression"],
            "trees" => texts["boosted trees"],
            "neural" => texts["neural networks"],
            "blend" => texts["blend of models"],
            _ => family,
        };
}
