namespace OptiBid.Core.Forecasting.Features;

/// <summary>Whose holidays.</summary>
public enum HolidayCalendar
{
    /// <summary>Federal holidays of the United States, on the day on which they are observed.</summary>
    UnitedStates,

    /// <summary>Off-peak holidays of NERC.</summary>
    Nerc,

    /// <summary>Public holidays of France, without those of Alsace-Moselle.</summary>
    France,

    /// <summary>Public holidays of Belgium.</summary>
    Belgium,
}

/// <summary>Public holidays by rule, for any year of the Gregorian calendar.</summary>
public static class Holidays
{
    /// <summary>True on a holiday.</summary>
    public static bool IsHoliday(HolidayCalendar calendar, DateOnly day) =>
        calendar switch
        {
            // New Year's Day that falls on a Saturday is observed in the year before.
            HolidayCalendar.UnitedStates => Federal(day.Year).Contains(day)
                || (day is { Month: 12, Day: 31 } && day.DayOfWeek == DayOfWeek.Friday),
            HolidayCalendar.Nerc => Nerc(day.Year).Contains(day),
            HolidayCalendar.France => IsFixed(day, [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)])
                || IsByEaster(day),
            HolidayCalendar.Belgium => IsFixed(day, [(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)]) || IsByEaster(day),
            _ => throw new ArgumentOutOfRangeException(nameof(calendar)),
        };

    /// <summary>Easter Sunday (Meeus, Astronomical Algorithms, chapter 8).</summary>
    public static DateOnly Easter(int year)
    {
        var (a, b, c) = (year % 19, year / 100, year % 100);
        var (d, e) = (b / 4, b % 4);
        var g = (b - ((b + 8) / 25) + 1) / 3;
        var h = ((19 * a) + b - d - g + 15) % 30;
        var l = (32 + (2 * e) + (2 * (c / 4)) - h - (c % 4)) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var n = h + l - (7 * m) + 114;
        return new(year, n / 31, (n % 31) + 1);
    }

    private static bool IsFixed(DateOnly day, ReadOnlySpan<(int Month, int Day)> days) => days.Contains((day.Month, day.Day));

    /// <summary>Easter Monday, Ascension and Whit Monday.</summary>
    private static bool IsByEaster(DateOnly day) => day.DayNumber - Easter(day.Year).DayNumber is 1 or 39 or 50;

    private static IEnumerable<DateOnly> Federal(int year)
    {
        yield return Observed(new(year, 1, 1));
        if (year >= 1986)
        {
            yield return Nth(year, 1, DayOfWeek.Monday, 3);
        }

        yield return Nth(year, 2, DayOfWeek.Monday, 3);
        yield return Last(year, 5, DayOfWeek.Monday);
        if (year >= 2021)
        {
            yield return Observed(new(year, 6, 19));
        }

        yield return Observed(new(year, 7, 4));
        yield return Nth(year, 9, DayOfWeek.Monday, 1);
        yield return Nth(year, 10, DayOfWeek.Monday, 2);
        yield return Observed(new(year, 11, 11));
        yield return Nth(year, 11, DayOfWeek.Thursday, 4);
        yield return Observed(new(year, 12, 25));
    }

    private static IEnumerable<DateOnly> Nerc(int year)
    {
        yield return SundayToMonday(new(year, 1, 1));
        yield return Last(year, 5, DayOfWeek.Monday);
        yield return SundayToMonday(new(year, 7, 4));
        yield return Nth(year, 9, DayOfWeek.Monday, 1);
        yield return Nth(year, 11, DayOfWeek.Thursday, 4);
        yield return SundayToMonday(new(year, 12, 25));
    }

    private static DateOnly Observed(DateOnly day) =>
        day.DayOfWeek switch
        {
            DayOfWeek.Saturday => day.AddDays(-1),
            DayOfWeek.Sunday => day.AddDays(1),
            _ => day,
        };

    private static DateOnly SundayToMonday(DateOnly day) => day.DayOfWeek == DayOfWeek.Sunday ? day.AddDays(1) : day;

    private static DateOnly Nth(int year, int month, DayOfWeek weekday, int n)
    {
        var first = new DateOnly(year, month, 1);
        return first.AddDays((((int)weekday - (int)first.DayOfWeek + 7) % 7) + (7 * (n - 1)));
    }

    private static DateOnly Last(int year, int month, DayOfWeek weekday)
    {
        var last = new DateOnly(year, month, DateTime.DaysInMonth(year, month));
        return last.AddDays(-(((int)last.DayOfWeek - (int)weekday + 7) % 7));
    }
}
