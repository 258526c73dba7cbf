@echo off
rem To double-click on Windows: finds a Python that suits (quartiers\lanceur\convient.py) and hands over to depart.py.
rem ASCII only, for cmd reads this file in the code page of the machine; CRLF (.gitattributes), or labels get lost.
rem The folder's path may hold spaces, accents, and the signs that cmd minds: it is always between double quotes, no
rem delayed expansion reads it again, it is handed to no "call", and no "for" looks into it for its variable: none has a
rem question mark. ".exe": a .bat of that name would not come back here. The current folder stays as it is: cmd
rem goes to no network share, and a drive letter that pushd takes there stays taken when the window is closed.
setlocal EnableExtensions DisableDelayedExpansion
chcp 65001 >nul 2>nul
cls
title Rapports des quartiers
set "LANCEUR=%~dp0quartiers\lanceur\"
if not exist "%LANCEUR%depart.py" goto seul

rem With an argument, the Microsoft Store's "python" opens no Store: it fails, as a Python that does not suit does.
for %%? in (-3 -3.13 -3.12 -3.14 -3.11) do py.exe %%? "%LANCEUR%convient.py" >nul 2>nul && (py.exe %%? "%LANCEUR%depart.py" & goto fin)
python.exe "%LANCEUR%convient.py" >nul 2>nul && (python.exe "%LANCEUR%depart.py" & goto fin)
python3.exe "%LANCEUR%convient.py" >nul 2>nul && (python3.exe "%LANCEUR%depart.py" & goto fin)
for %%? in (313 312 314 311) do "%LOCALAPPDATA%\Programs\Python\Python%%?\python.exe" "%LANCEUR%convient.py" >nul 2>nul && ("%LOCALAPPDATA%\Programs\Python\Python%%?\python.exe" "%LANCEUR%depart.py" & goto fin)
for %%? in (313 312 314 311) do "%ProgramFiles%\Python%%?\python.exe" "%LANCEUR%convient.py" >nul 2>nul && ("%ProgramFiles%\Python%%?\python.exe" "%LANCEUR%depart.py" & goto fin)

type "%LANCEUR%sans-python-windows.txt"
echo.
pause
exit /b 1

:seul
echo Le dossier du projet n'est pas autour de ce fichier.
echo S'il est dans une archive .zip : clic droit sur l'archive, Extraire tout, puis ouvrir ce fichier depuis
echo le dossier obtenu. Sinon : remettre ce fichier dans le dossier du projet.
echo.
pause
exit /b 1

:fin
if errorlevel 1 pause
