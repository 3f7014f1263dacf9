using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>
/// Training by XGBoost's own library where it is installed (Debian: libxgboost0), found at run time and never required. A model comes back as the JSON
/// that <see cref="XgboostModels"/> scores, so that serving is the same with and without it.
/// </summary>
internal sealed unsafe class XgboostLibrary
{
    private static readonly string[] s_names = ["libxgboost.so.0", "libxgboost.so", "libxgboost.dylib", "xgboost.dll"];
    private static readonly Lazy<XgboostLibrary?> s_found = new(Find);

    private readonly delegate* unmanaged[Cdecl]<byte*> _lastError;
    private readonly delegate* unmanaged[Cdecl]<float*, ulong, ulong, float, nint*, int> _matrix;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, float*, ulong, int> _setFloats;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _freeMatrix;
    private readonly delegate* unmanaged[Cdecl]<nint*, ulong, nint*, int> _booster;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, int> _setParameter;
    private readonly delegate* unmanaged[Cdecl]<nint, int, nint, int> _update;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, ulong*, byte**, int> _save;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _freeBooster;

    private XgboostLibrary(nint library)
    {
        _lastError = (delegate* unmanaged[Cdecl]<byte*>)NativeLibrary.GetExport(library, "XGBGetLastError");
        _matrix = (delegate* unmanaged[Cdecl]<float*, ulong, ulong, float, nint*, int>)
            NativeLibrary.GetExport(library, "XGDMatrixCreateFromMat");
        _setFloats = (delegate* unmanaged[Cdecl]<nint, byte*, float*, ulong, int>)NativeLibrary.GetExport(library, "XGDMatrixSetFloatInfo");
        _freeMatrix = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "XGDMatrixFree");
        _booster = (delegate* unmanaged[Cdecl]<nint*, ulong, nint*, int>)NativeLibrary.GetExport(library, "XGBoosterCreate");
        _setParameter = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, int>)NativeLibrary.GetExport(library, "XGBoosterSetParam");
        _update = (delegate* unmanaged[Cdecl]<nint, int, nint, int>)NativeLibrary.GetExport(library, "XGBoosterUpdateOneIter");
        _save = (delegate* unmanaged[Cdecl]<nint, byte*, ulong*, byte**, int>)
            NativeLibrary.GetExport(library, "XGBoosterSaveModelToBuffer");
        _freeBooster = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "XGBoosterFree");
    }

    /// <summary>The library, or null where it is not installed or too old to have every function.</summary>
    public static XgboostLibrary? Instance => s_found.Value;

    /// <summary>Trains on rows and returns the model as JSON.</summary>
    /// <param name="values">Row by row; NaN is missing.</param>
    /// <param name="width">Columns.</param>
    /// <param name="targets">Targets by row.</param>
    /// <param name="rounds">Rounds of boosting.</param>
    /// <param name="parameters">Parameters as XGBoost names them.</param>
    /// <exception cref="InvalidOperationException">XGBoost refused; its message is in it.</exception>
    public byte[] Train(
        ReadOnlySpan<float> values,
        int width,
        ReadOnlySpan<float> targets,
        int rounds,
        IReadOnlyDictionary<string, string> parameters
    )
    {
        nint matrix = 0;
        nint booster = 0;
        try
        {
            fixed (float* data = values)
            fixed (float* labels = targets)
            fixed (byte* field = Zero("label"))
            {
                Check(_matrix(data, (ulong)targets.Length, (ulong)width, float.NaN, &matrix));
                Check(_setFloats(matrix, field, labels, (ulong)targets.Length));
            }

            Check(_booster(&matrix, 1, &booster));
            foreach (var (name, value) in parameters)
            {
                fixed (byte* key = Zero(name))
                fixed (byte* text = Zero(value))
                {
                    Check(_setParameter(booster, key, text));
                }
            }

            for (var round = 0; round < rounds; round++)
            {
                Check(_update(booster, round, matrix));
            }

            ulong length = 0;
            byte* bytes = null;
            fixed (byte* format = Zero("""{"format":"json"}"""))
            {
                Check(_save(booster, format, &length, &bytes));
            }

            return new ReadOnlySpan<byte>(bytes, checked((int)length)).ToArray();
        }
        finally
        {
            _ = booster == 0 ? 0 : _freeBooster(booster);
            _ = matrix == 0 ? 0 : _freeMatrix(matrix);
        }
    }

    private static XgboostLibrary? Find()
    {
        foreach (var name in s_names)
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                try
                {
                    return new(library);
                }
                catch (EntryPointNotFoundException)
                {
                    NativeLibrary.Free(library);
                }
            }
        }

        return null;
    }

    private static byte[] Zero(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private void Check(int status)
    {
        if (status != 0)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"XGBoost: {Marshal.PtrToStringUTF8((nint)_lastError())}")
            );
        }
    }
}
