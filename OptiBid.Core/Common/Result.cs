using System.Diagnostics.CodeAnalysis;

namespace OptiBid.Core.Common;

/// <summary>The outcome of a command: a value or a <see cref="Common.Failure"/>, never both. A class, so that no default looks like success.</summary>
/// <typeparam name="T">The value on success.</typeparam>
public sealed class Result<T>
{
    private readonly T? _value;

    private Result(T? value, Failure? failure)
    {
        _value = value;
        Failure = failure;
    }

    /// <summary>The failure, or null on success.</summary>
    public Failure? Failure { get; }

    /// <summary>True when <see cref="Value"/> may be read.</summary>
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => Failure is null;

    /// <summary>The value on success.</summary>
    /// <exception cref="InvalidOperationException">The result is a failure.</exception>
    public T Value => Failure is null ? _value! : throw new InvalidOperationException($"{Failure.Code}: {Failure.Message}");

    /// <summary>A success.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static implicit operator Result<T>(Failure failure) => new(default, failure ?? throw new ArgumentNullException(nameof(failure)));

    /// <summary>A success holding <paramref name="value"/>; for interfaces, which the implicit conversion cannot take.</summary>
#pragma warning disable CA1000 // A static factory on the generic type reads best at the call site.
    public static Result<T> Ok(T value) => new(value, null);
#pragma warning restore CA1000

    /// <summary>Maps the value and keeps a failure as it is.</summary>
    public Result<TOut> Map<TOut>(Func<T, TOut> map) => Failure is null ? Result<TOut>.Ok(map(_value!)) : Failure;
}

/// <summary>The value of a command that answers with nothing but success.</summary>
public sealed record Done
{
    /// <summary>The only instance.</summary>
    public static Done Instance { get; } = new();
}
