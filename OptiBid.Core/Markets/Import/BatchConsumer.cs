using System.Threading.Channels;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Import;

/// <summary>Writes the blocks of one file to a batch on a task of its own, so that reading and writing share the cores.</summary>
internal sealed class BatchConsumer : IPointConsumer, IAsyncDisposable
{
    private const int Capacity = 16;
    private readonly Channel<PointBlock> _blocks = Channel.CreateBounded<PointBlock>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true }
    );
    private readonly Task _writing;

    /// <summary>Starts writing.</summary>
    public BatchConsumer(ISeriesWriteBatch batch) => _writing = Task.Run(() => WriteAsync(batch));

    /// <inheritdoc/>
    public async ValueTask TakeAsync(PointBlock block, CancellationToken cancellationToken)
    {
        try
        {
            await _blocks.Writer.WriteAsync(block, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            block.Return();
            await _writing;
            throw;
        }
    }

    /// <summary>Waits until everything is written; throws what the store threw.</summary>
    public Task CompleteAsync()
    {
        _blocks.Writer.TryComplete();
        return _writing;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _blocks.Writer.TryComplete();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAsync(ISeriesWriteBatch batch)
    {
        try
        {
            await foreach (var block in _blocks.Reader.ReadAllAsync())
            {
                await batch.AppendAsync(block.Definition, block.Points);
                block.Return();
            }
        }
        catch (Exception fault)
        {
            _blocks.Writer.TryComplete(fault);
            while (_blocks.Reader.TryRead(out var block))
            {
                block.Return();
            }

            throw;
        }
    }
}

/// <summary>Takes points and keeps none, for a dry run.</summary>
internal sealed class NoConsumer : IPointConsumer
{
    /// <inheritdoc/>
    public ValueTask TakeAsync(PointBlock block, CancellationToken cancellationToken)
    {
        block.Return();
        return ValueTask.CompletedTask;
    }
}
