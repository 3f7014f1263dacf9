using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace OptiBid.Web.Components.Shared;

/// <summary>The texts of the resources, with US dollars (<c>Price $/MWh</c>) written as the reader wants them.</summary>
internal sealed class ReaderTexts(IOptions<LocalizationOptions> options, ILoggerFactory loggers) : IStringLocalizerFactory
{
    private readonly ResourceManagerStringLocalizerFactory _resources = new(options, loggers);

    /// <inheritdoc/>
    public IStringLocalizer Create(Type resourceSource) => new Reading(_resources.Create(resourceSource));

    /// <inheritdoc/>
    public IStringLocalizer Create(string baseName, string location) => new Reading(_resources.Create(baseName, location));

    private sealed class Reading(IStringLocalizer texts) : IStringLocalizer
    {
        public LocalizedString this[string name] => Written(texts[name]);

        // What stands in the text is written anew before the values come in: they are nobody's to change.
        public LocalizedString this[string name, params object[] arguments]
        {
            get
            {
                var text = texts[name, arguments];
                return Formats.Dollar == "$" || !name.Contains('$', StringComparison.Ordinal)
                    ? text
                    : new(name, string.Format(Formats.Display, Formats.Unit(texts[name].Value), arguments), text.ResourceNotFound);
            }
        }

        public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => texts.GetAllStrings(includeParentCultures);

        private static LocalizedString Written(LocalizedString text) =>
            Formats.Dollar == "$" || !text.Value.Contains('$', StringComparison.Ordinal)
                ? text
                : new(text.Name, Formats.Unit(text.Value), text.ResourceNotFound);
    }
}
