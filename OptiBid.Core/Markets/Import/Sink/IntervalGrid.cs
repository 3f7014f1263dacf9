namespace OptiBid.Core.Markets.Import.Sink;

/// <summary>What a grid says of a value that comes in.</summary>
internal enum GridAnswer
{
    /// <summary>The interval was empty.</summary>
    New,

    /// <summary>The interval holds the same value.</summary>
    Same,

    /// <summary>The interval holds another value.</summary>
    Differs,
}

/// <summary>
/// The values of one series by interval, in pages, so that a file of any size in any order is checked for repeats, gaps and outliers in about
/// five bytes a value. Not safe for several threads.
/// </summary>
internal sealed class IntervalGrid(PageStore pages)
{
    private const int Bits = 6;
    private const int Mask = PageStore.PageSize - 1;
    private readonly Dictionary<int, int> _pages = [];
    private int _turned = int.MinValue;
    private int _page = -1;

    /// <summary>Intervals held.</summary>
    public int Count { get; private set; }

    /// <summary>First and last interval held; meaningless for an empty grid.</summary>
    public (int First, int Last) Bounds { get; private set; } = (int.MaxValue, int.MinValue);

    /// <summary>The value held at an interval, to single precision, or NaN.</summary>
    public float this[int index]
    {
        get
        {
            Turn(index >> Bits, create: false);
            return _page >= 0 && (pages[_page].Held & (1ul << (index & Mask))) != 0 ? pages[_page].Values[index & Mask] : float.NaN;
        }
    }

    /// <summary>What is held at an interval.</summary>
    public GridAnswer Look(int index, double value)
    {
        var held = this[index];
        return float.IsNaN(held) ? GridAnswer.New
            : held.Equals((float)value) ? GridAnswer.Same
            : GridAnswer.Differs;
    }

    /// <summary>Sets the value of an interval.</summary>
    public void Put(int index, double value)
    {
        Turn(index >> Bits, create: true);
        ref var page = ref pages[_page];
        var bit = 1ul << (index & Mask);
        Count += (page.Held & bit) == 0 ? 1 : 0;
        page.Held |= bit;
        page.Values[index & Mask] = (float)value;
        Bounds = (Math.Min(Bounds.First, index), Math.Max(Bounds.Last, index));
    }

    /// <summary>Copies intervals and values in order of time; both must have room for <see cref="Count"/>.</summary>
    public void CopyTo(Span<int> index, Span<float> values)
    {
        var numbers = _pages.Keys.ToArray();
        Array.Sort(numbers);
        var at = 0;
        foreach (var number in numbers)
        {
            for (var i = number << Bits; i < (number + 1) << Bits; i++)
            {
                var value = this[i];
                if (!float.IsNaN(value))
                {
                    (index[at], values[at]) = (i, value);
                    at++;
                }
            }
        }
    }

    private void Turn(int number, bool create)
    {
        if (number == _turned && (_page >= 0 || !create))
        {
            return;
        }

        _turned = number;
        if (!_pages.TryGetValue(number, out _page))
        {
            _page = -1;
            if (create)
            {
                _page = pages.Add();
                _pages.Add(number, _page);
            }
        }
    }
}
