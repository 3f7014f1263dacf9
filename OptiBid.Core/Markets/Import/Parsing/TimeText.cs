namespace OptiBid.Core.Markets.Import.Parsing;

/// <summary>
/// Reads the stamps that market files use: ISO (<c>2024-03-10 01:00</c>, <c>2024-03-10T01:00:00.000Z</c>, <c>+00:00</c>, <c>-0000</c>) and US
/// (<c>3/10/2024 1:00:00 AM</c>, <c>03/10/2024 13:00</c>), or a date alone.
/// </summary>
internal static class TimeText
{
    /// <summary>The wall-clock time as written (unspecified kind) and the offset that is written behind it, or null.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTime local, out TimeSpan? offset)
    {
        (local, offset) = (default, null);
        text = text.Trim();
        var at = 0;
        if (!Number(text, ref at, out var first) || at >= text.Length)
        {
            return false;
        }

        var separator = text[at++];
        if (separator is not ('-' or '/') || !Number(text, ref at, out var second) || at >= text.Length || text[at++] != separator)
        {
            return false;
        }

        if (!Number(text, ref at, out var third))
        {
            return false;
        }

        var (year, month, day) = separator == '-' ? (first, second, third) : (third, first, second);
        if (year is < 1900 or > 2200 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        local = new DateTime(year, month, day);
        return at == text.Length || (text[at] is ' ' or 'T' && Clock(text[(at + 1)..], ref local, out offset));
    }

    /// <summary>The instant of a stamp that is UTC by its column, whether or not it says so.</summary>
    public static bool TryParseUtc(ReadOnlySpan<char> text, out DateTime utc)
    {
        var ok = TryParse(text, out var local, out var offset);
        utc = ok ? DateTime.SpecifyKind(local - (offset ?? TimeSpan.Zero), DateTimeKind.Utc) : default;
        return ok;
    }

    private static bool Clock(ReadOnlySpan<char> text, ref DateTime local, out TimeSpan? offset)
    {
        offset = null;
        int at = 0,
            second = 0;
        long fraction = 0;
        if (!Number(text, ref at, out var hour) || at >= text.Length || text[at++] != ':' || !Number(text, ref at, out var minute))
        {
            return false;
        }

        if (at < text.Length && text[at] == ':')
        {
            at++;
            if (!Number(text, ref at, out second))
            {
                return false;
            }

            fraction = Fraction(text, ref at);
        }

        var rest = text[at..].Trim();
        if (rest.Equals("AM", StringComparison.OrdinalIgnoreCase) || rest.Equals("PM", StringComparison.OrdinalIgnoreCase))
        {
            if (hour is < 1 or > 12)
            {
                return false;
            }

            hour = (hour % 12) + (rest[0] is 'P' or 'p' ? 12 : 0);
        }
        else if (!Offset(rest, out offset))
        {
            return false;
        }

        if (hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        local = local.AddTicks((((((hour * 60L) + minute) * 60L) + second) * TimeSpan.TicksPerSecond) + fraction);
        return true;
    }

    private static bool Offset(ReadOnlySpan<char> text, out TimeSpan? offset)
    {
        offset = null;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text is "Z" or "z")
        {
            offset = TimeSpan.Zero;
            return true;
        }

        var at = 1;
        if (text[0] is not ('+' or '-') || !Number(text, ref at, out var hours))
        {
            return false;
        }

        var minutes = 0;
        if (at < text.Length)
        {
            if (text[at++] != ':' || !Number(text, ref at, out minutes) || at != text.Length)
            {
                return false;
            }
        }
        else if (hours >= 100 || text.Length == 5)
        {
            (hours, minutes) = (hours / 100, hours % 100);
        }

        if (hours > 14 || minutes > 59)
        {
            return false;
        }

        offset = TimeSpan.FromMinutes(((hours * 60) + minutes) * (text[0] == '-' ? -1 : 1));
        return true;
    }

    private static long Fraction(ReadOnlySpan<char> text, ref int at)
    {
        if (at >= text.Length || text[at] != '.')
        {
            return 0;
        }

        long ticks = 0;
        var unit = TimeSpan.TicksPerSecond / 10;
        for (at++; at < text.Length && char.IsAsciiDigit(text[at]); at++, unit /= 10)
        {
            ticks += (text[at] - '0') * unit;
        }

        return ticks;
    }

    private static bool Number(ReadOnlySpan<char> text, ref int at, out int value)
    {
        value = 0;
        var from = at;
        for (; at < text.Length && at - from < 5 && char.IsAsciiDigit(text[at]); at++)
        {
            value = (value * 10) + (text[at] - '0');
        }

        return at > from;
    }
}
