using System.Runtime.CompilerServices;

namespace OptiBid.Core.Markets.Import.Sink;

/// <summary>
/// The pages of all grids of a file, kept in a few large arrays that the garbage collector neither moves nor scans. Single precision: a page
/// serves to notice repeats and to describe the series, the values themselves go on in full. Not safe for several threads.
/// </summary>
internal sealed class PageStore
{
    /// <summary>Intervals of a page.</summary>
    public const int PageSize = 64;

    private const int SlabBits = 9;
    private const int SlabSize = 1 << SlabBits;
    private readonly List<Page[]> _slabs = [];
    private int _used;

    /// <summary>A page.</summary>
    public ref Page this[int number] => ref _slabs[number >> SlabBits][number & (SlabSize - 1)];

    /// <summary>Number of a new, empty page.</summary>
    public int Add()
    {
        if (_used >> SlabBits == _slabs.Count)
        {
            _slabs.Add(new Page[SlabSize]);
        }

        return _used++;
    }

    /// <summary>Values of 64 intervals and which of them are there.</summary>
    public struct Page
    {
        /// <summary>One bit for each interval that is there.</summary>
        public ulong Held;

        /// <summary>The values.</summary>
        public PageValues Values;
    }

    /// <summary>The values of a page.</summary>
    [InlineArray(PageSize)]
    public struct PageValues
    {
        private float _first;
    }
}
