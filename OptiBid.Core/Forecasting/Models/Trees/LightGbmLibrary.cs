using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>Training by LightGBM's library, which its package brings for Linux, macOS and Windows on x64; found at run time and never required.</summary>
internal sealed unsafe class LightGbmLibrary
{
    private const int Float32 = 0;
    private static readonly Lazy<LightGbmLibrary?> s_found = new(Find);

    private readonly delegate* unmanaged[Cdecl]<byte*> _lastError;
    private readonly delegate* unmanaged[Cdecl]<void*, int, int, int, int, byte*, nint, nint*, int> _dataset;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, void*, int, int, int> _setField;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _freeDataset;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nint*, int> _booster;
    private readonly delegate* unmanaged[Cdecl]<nint, int*, int> _update;
    private readonly delegate* unmanaged[Cdecl]<nint, int, int, int, long, long*, byte*, int> _save;
    private readonly delegate* unmanaged[Cdecl]<nint, void*, int, int, int, int, int, int, int, byte*, long*, double*, int> _predict;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _freeBooster;

    private LightGbmLibrary(nint library)
    {
        _lastError = (delegate* unmanaged[Cdecl]<byte*>)NativeLibrary.GetExport(library, "LGBM_GetLastError");
        _dataset = (delegate* unmanaged[Cdecl]<void*, int, int, int, int, byte*, nint, nint*, int>)
            NativeLibrary.GetExport(library, "LGBM_DatasetCreateFromMat");
        _setField = (delegate* unmanaged[Cdecl]<nint, byte*, void*, int, int, int>)NativeLibrary.GetExport(library, "LGBM_DatasetSetField");
        _freeDataset = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "LGBM_DatasetFree");
        _booster = (delegate* unmanaged[Cdecl]<nint, byte*, nint*, int>)NativeLibrary.GetExport(library, "LGBM_BoosterCreate");
        _update = (delegate* unmanaged[Cdecl]<nint, int*, int>)NativeLibrary.GetExport(library, "LGBM_BoosterUpdateOneIter");
        _save = (delegate* unmanaged[Cdecl]<nint, int, int, int, long, long*, byte*, int>)
            NativeLibrary.GetExport(library, "LGBM_BoosterSaveModelToString");
        _predict = (delegate* unmanaged[Cdecl]<nint, void*, int, int, int, int, int, int, int, byte*, long*, double*, int>)
            NativeLibrary.GetExport(library, "LGBM_BoosterPredictForMat");
        _freeBooster = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "LGBM_BoosterFree");
    }

    /// <summary>The library, or null where it does not load.</summary>
    public static LightGbmLibrary? Instance => s_found.Value;

    /// <summary>Trains on rows; the model in LightGBM's text, and its own raw answers for the same rows where they are asked for.</summary>
    /// <exception cref="InvalidOperationException">LightGBM refused; its message is in it.</exception>
    public (string Model, double[] Answers) Train(
        ReadOnlySpan<float> values,
        int width,
        ReadOnlySpan<float> targets,
        int rounds,
        string parameters,
        bool withAnswers = false
    )
    {
        nint dataset = 0;
        nint booster = 0;
        fixed (float* data = values)
        fixed (float* labels = targets)
        fixed (byte* field = Zero("label"))
        fixed (byte* settings = Zero(parameters))
        {
            try
            {
                Check(_dataset(data, Float32, targets.Length, width, 1, settings, 0, &dataset));
                Check(_setField(dataset, field, labels, targets.Length, Float32));
                Check(_booster(dataset, settings, &booster));
                var finished = 0;
                for (var round = 0; round < rounds && finished == 0; round++)
                {
                    Check(_update(booster, &finished));
                }

                var answers = new double[withAnswers ? targets.Length : 0];
                if (withAnswers)
                {
                    long count = 0;
                    fixed (double* to = answers)
                    {
                        // Raw scores (1) of all trees (0, -1).
                        Check(_predict(booster, data, Float32, targets.Length, width, 1, 1, 0, -1, settings, &count, to));
                    }
                }

                return (Text(booster), answers);
            }
            finally
            {
                _ = booster == 0 ? 0 : _freeBooster(booster);
                _ = dataset == 0 ? 0 : _freeDataset(dataset);
            }
        }
    }

    private string Text(nint booster)
    {
        long length = 0;
        Check(_save(booster, 0, -1, 0, 0, &length, null));
        var bytes = new byte[length];
        fixed (byte* to = bytes)
        {
            Check(_save(booster, 0, -1, 0, length, &length, to));
        }

        return Encoding.UTF8.GetString(bytes.AsSpan(0, (int)length).TrimEnd((byte)0));
    }

    private static LightGbmLibrary? Find()
    {
        if (!NativeLibrary.TryLoad("lib_lightgbm", typeof(LightGbmLibrary).Assembly, null, out var library))
        {
            return null;
        }

        try
        {
            return new(library);
        }
        catch (EntryPointNotFoundException)
        {
            NativeLibrary.Free(library);
            return null;
        }
    }

    private static byte[] Zero(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private void Check(int status)
    {
        if (status != 0)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"LightGBM: {Marshal.PtrToStringUTF8((nint)_lastError())}")
            );
        }
    }
}
