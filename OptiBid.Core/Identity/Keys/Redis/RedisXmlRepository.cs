using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using OptiBid.Core.Identity.Sessions.Redis;

namespace OptiBid.Core.Identity.Keys.Redis;

/// <summary>The keys of every process over one Redis: a list that only grows.</summary>
internal sealed class RedisXmlRepository(RedisConnection redis) : IXmlRepository
{
    private const string List = "optibid:data-protection-keys";

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() => [.. Database().ListRange(List).Select(v => XElement.Parse(v.ToString()))];

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) =>
        Database().ListRightPush(List, element.ToString(SaveOptions.DisableFormatting));

    // Data Protection asks for its keys without async; the connection opens once.
    private StackExchange.Redis.IDatabase Database() => redis.DatabaseAsync().GetAwaiter().GetResult();
}
