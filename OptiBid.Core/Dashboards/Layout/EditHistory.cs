using System.Collections.Immutable;

namespace OptiBid.Core.Dashboards.Layout;

/// <summary>A value with the way back and forth. Immutable, so a step can be taken while another is drawn.</summary>
/// <typeparam name="T">An immutable value.</typeparam>
/// <param name="Present">The value now.</param>
public sealed record EditHistory<T>(T Present)
{
    /// <summary>Most steps back that are kept; the oldest goes first.</summary>
    public const int MaxSteps = 50;

    private ImmutableList<T> Past { get; init; } = [];

    private ImmutableStack<T> Future { get; init; } = [];

    /// <summary>Steps that can be taken back.</summary>
    public int UndoSteps => Past.Count;

    /// <summary>True when there is a step to take again.</summary>
    public bool CanRedo => !Future.IsEmpty;

    /// <summary>The history with one more step; what was taken back before is gone.</summary>
    public EditHistory<T> Push(T next) =>
        this with
        {
            Present = next,
            Past = (Past.Count == MaxSteps ? Past.RemoveAt(0) : Past).Add(Present),
            Future = [],
        };

    /// <summary>One step back, or the same history at its beginning.</summary>
    public EditHistory<T> Undo() =>
        Past.IsEmpty ? this : this with { Present = Past[^1], Past = Past.RemoveAt(Past.Count - 1), Future = Future.Push(Present) };

    /// <summary>One step forth, or the same history at its end.</summary>
    public EditHistory<T> Redo() =>
        Future.IsEmpty ? this : this with { Present = Future.Peek(), Past = Past.Add(Present), Future = Future.Pop() };
}
