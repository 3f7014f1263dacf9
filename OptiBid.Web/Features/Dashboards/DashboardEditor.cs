using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Dashboards.Layout;

namespace OptiBid.Web.Features.Dashboards;

/// <summary>
/// A dashboard while it is changed: what was saved, the steps since, and a tile that the keyboard holds. Of one circuit; no thread safety.
/// </summary>
public sealed class DashboardEditor
{
    private EditHistory<DashboardContent> _history;
    private DashboardContent? _held;

    /// <summary>Begins with a saved dashboard.</summary>
    public DashboardEditor(DashboardContent saved)
    {
        Saved = saved;
        _history = new(saved);
    }

    /// <summary>What was saved last.</summary>
    public DashboardContent Saved { get; private set; }

    /// <summary>What is shown.</summary>
    public DashboardContent Content => _held ?? _history.Present;

    /// <summary>True when something is not saved.</summary>
    public bool IsDirty { get; private set; }

    /// <summary>True when a step can be taken back.</summary>
    public bool CanUndo => _history.UndoSteps > 0;

    /// <summary>True when a step can be taken again.</summary>
    public bool CanRedo => _history.CanRedo;

    /// <summary>The tile that the keyboard holds, or null.</summary>
    public string? HeldId { get; private set; }

    /// <summary>Takes a step; one that changes nothing is none.</summary>
    public bool Apply(Func<DashboardContent, DashboardContent> change)
    {
        Drop();
        return Push(change(_history.Present));
    }

    /// <summary>Takes a step back.</summary>
    public void Undo() => Go(_history.Undo());

    /// <summary>Takes a step again.</summary>
    public void Redo() => Go(_history.Redo());

    /// <summary>Goes back to what was saved; this too can be taken back.</summary>
    public void Discard() => Apply(_ => Saved);

    /// <summary>Begins anew from a saved dashboard.</summary>
    public void Reset(DashboardContent saved)
    {
        Saved = saved;
        _held = null;
        HeldId = null;
        _history = new(saved);
        IsDirty = false;
    }

    /// <summary>Holds a tile, so that arrows move it.</summary>
    public void Grab(string id)
    {
        Drop();
        HeldId = id;
        _held = _history.Present;
    }

    /// <summary>Changes the held tile; nothing is kept before <see cref="Drop"/>.</summary>
    public void Nudge(int columns, Func<IReadOnlyList<Tile>, IReadOnlyList<Tile>> change)
    {
        if (_held is not null)
        {
            _held = _held.Arrange(columns, change);
        }
    }

    /// <summary>Leaves the held tile where it is: one step.</summary>
    public void Drop()
    {
        if (_held is { } held)
        {
            _held = null;
            HeldId = null;
            Push(held);
        }
    }

    /// <summary>Puts the held tile back.</summary>
    public void Cancel()
    {
        _held = null;
        HeldId = null;
    }

    private bool Push(DashboardContent next)
    {
        if (ContentFile.Same(next, _history.Present))
        {
            return false;
        }

        Go(_history.Push(next));
        return true;
    }

    private void Go(EditHistory<DashboardContent> history)
    {
        Cancel();
        _history = history;
        IsDirty = !ContentFile.Same(Saved, history.Present);
    }
}
