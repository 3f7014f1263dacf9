namespace OptiBid.Core.Audit.Checkpoints;

/// <summary>Covers the rows that wait with signed checkpoints, now. The running app does it by itself; verbs that read or measure the log ask for it.</summary>
public interface ICheckpointAudit
{
    /// <summary>The number of rows that got a place.</summary>
    Task<long> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="ICheckpointAudit"/>
internal sealed class CheckpointAudit(Sequencer sequencer) : ICheckpointAudit
{
    /// <inheritdoc/>
    public Task<long> ExecuteAsync(CancellationToken cancellationToken = default) => sequencer.RunAsync(cancellationToken);
}
