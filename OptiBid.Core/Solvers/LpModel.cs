namespace OptiBid.Core.Solvers;

/// <summary>
/// A linear or mixed-integer programme in minimisation form: min c'x, rowLower &lt;= A x &lt;= rowUpper, lower &lt;= x &lt;= upper. Built row by row,
/// handed to <see cref="ILpSolver"/> or <see cref="IMilpSolver"/>. Not safe for several threads at once.
/// </summary>
public sealed class LpModel
{
    private readonly List<double> _cost = [];
    private readonly List<double> _lower = [];
    private readonly List<double> _upper = [];
    private readonly List<bool> _integer = [];
    private readonly List<double> _rowLower = [];
    private readonly List<double> _rowUpper = [];
    private readonly List<int> _rowStart = [0];
    private readonly List<int> _column = [];
    private readonly List<double> _coefficient = [];

    /// <summary>Number of variables.</summary>
    public int VariableCount => _cost.Count;

    /// <summary>Number of rows.</summary>
    public int RowCount => _rowLower.Count;

    /// <summary>True when at least one variable is integer.</summary>
    public bool HasIntegers => _integer.Contains(true);

    /// <summary>Objective coefficients, one per variable.</summary>
    public IReadOnlyList<double> Cost => _cost;

    /// <summary>Lower bounds of the variables; negative infinity for none.</summary>
    public IReadOnlyList<double> Lower => _lower;

    /// <summary>Upper bounds of the variables; positive infinity for none.</summary>
    public IReadOnlyList<double> Upper => _upper;

    /// <summary>Which variables are integer.</summary>
    public IReadOnlyList<bool> Integer => _integer;

    /// <summary>Lower bounds of the rows.</summary>
    public IReadOnlyList<double> RowLower => _rowLower;

    /// <summary>Upper bounds of the rows.</summary>
    public IReadOnlyList<double> RowUpper => _rowUpper;

    /// <summary>Start of each row in <see cref="Column"/> and <see cref="Coefficient"/>, with the end of the last row at the end.</summary>
    public IReadOnlyList<int> RowStart => _rowStart;

    /// <summary>Variable of each non-zero.</summary>
    public IReadOnlyList<int> Column => _column;

    /// <summary>Value of each non-zero.</summary>
    public IReadOnlyList<double> Coefficient => _coefficient;

    /// <summary>Adds a variable and returns its index.</summary>
    public int AddVariable(double lower, double upper, double cost, bool isInteger = false)
    {
        _lower.Add(lower);
        _upper.Add(upper);
        _cost.Add(cost);
        _integer.Add(isInteger);
        return _cost.Count - 1;
    }

    /// <summary>Adds a row lower &lt;= sum of coefficient times variable &lt;= upper and returns its index. A variable may appear once.</summary>
    public int AddRow(double lower, double upper, params ReadOnlySpan<(int Variable, double Coefficient)> terms)
    {
        foreach (var (variable, coefficient) in terms)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(variable, _cost.Count);
            _column.Add(variable);
            _coefficient.Add(coefficient);
        }

        _rowLower.Add(lower);
        _rowUpper.Add(upper);
        _rowStart.Add(_column.Count);
        return _rowLower.Count - 1;
    }

    /// <summary>Changes the bounds of a variable; equal bounds fix it.</summary>
    public void SetBounds(int variable, double lower, double upper)
    {
        _lower[variable] = lower;
        _upper[variable] = upper;
    }

    /// <summary>Changes whether a variable is integer.</summary>
    public void SetInteger(int variable, bool isInteger) => _integer[variable] = isInteger;
}
