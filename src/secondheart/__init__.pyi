"""The public names and their homes, for type checkers and, where a name is first used, for Python."""

from secondheart._version import __version__ as __version__
from secondheart.bibliography import (
    assumptions as assumptions,
)
from secondheart.bibliography import (
    citations as citations,
)
from secondheart.clinic import (
    Examination as Examination,
)
from secondheart.clinic import (
    Finding as Finding,
)
from secondheart.clinic.apg import (
    air_plethysmography as air_plethysmography,
)
from secondheart.clinic.avp import (
    ambulatory_pressure as ambulatory_pressure,
)
from secondheart.clinic.duplex import (
    duplex as duplex,
)
from secondheart.clinic.forces import (
    forces as forces,
)
from secondheart.clinic.occlusion import (
    occlusion as occlusion,
)
from secondheart.clinic.pneumatic import (
    pneumatic as pneumatic,
)
from secondheart.clinic.ppg import (
    photoplethysmography as photoplethysmography,
)
from secondheart.clinic.strain_gauge import (
    strain_gauge as strain_gauge,
)
from secondheart.clinic.swelling import (
    swelling as swelling,
)
from secondheart.clinic.tilt import (
    tilt_table as tilt_table,
)
from secondheart.compression import (
    Device as Device,
)
from secondheart.compression import (
    Garment as Garment,
)
from secondheart.compression.files import (
    read_device as read_device,
)
from secondheart.compression.files import (
    read_garment as read_garment,
)
from secondheart.day.schedule import (
    Day as Day,
)
from secondheart.errors import (
    BadFile as BadFile,
)
from secondheart.errors import (
    InputError as InputError,
)
from secondheart.errors import (
    KernelDiverged as KernelDiverged,
)
from secondheart.errors import (
    MissingExtra as MissingExtra,
)
from secondheart.errors import (
    NetworkError as NetworkError,
)
from secondheart.errors import (
    RunFailed as RunFailed,
)
from secondheart.errors import (
    SecondheartError as SecondheartError,
)
from secondheart.errors import (
    UnknownName as UnknownName,
)
from secondheart.people.bench import (
    bench as bench,
)
from secondheart.people.best_stocking import (
    best_stockings as best_stockings,
)
from secondheart.people.care import (
    differences as differences,
)
from secondheart.people.cohort import (
    cohort as cohort,
)
from secondheart.people.cohort import (
    open_cohort as open_cohort,
)
from secondheart.people.leg_fit import (
    fit as fit,
)
from secondheart.people.population import (
    population as population,
)
from secondheart.people.sensitivity import (
    sensitivity as sensitivity,
)
from secondheart.people.sweep import (
    sweep as sweep,
)
from secondheart.people.visit import (
    visit as visit,
)
from secondheart.person import (
    Person as Person,
)
from secondheart.person import (
    ablate as ablate,
)
from secondheart.person import (
    condition as condition,
)
from secondheart.person import (
    leaking_valves as leaking_valves,
)
from secondheart.person import (
    ligate as ligate,
)
from secondheart.person import (
    read_person as read_person,
)
from secondheart.person import (
    repair_valves as repair_valves,
)
from secondheart.person import (
    stent as stent,
)
from secondheart.person import (
    strip as strip,
)
from secondheart.person import (
    treatment as treatment,
)
from secondheart.person import (
    wear_bandage as wear_bandage,
)
from secondheart.person import (
    wear_stockings as wear_stockings,
)
from secondheart.person import (
    write_person as write_person,
)
from secondheart.person.definitions import (
    read_atlas as read_atlas,
)
from secondheart.person.definitions import (
    read_condition as read_condition,
)
from secondheart.person.definitions import (
    read_treatment as read_treatment,
)
from secondheart.protocol import (
    Activity as Activity,
)
from secondheart.protocol import (
    Breathing as Breathing,
)
from secondheart.protocol import (
    Burst as Burst,
)
from secondheart.protocol import (
    Cuff as Cuff,
)
from secondheart.protocol import (
    Load as Load,
)
from secondheart.protocol import (
    Posture as Posture,
)
from secondheart.protocol import (
    Protocol as Protocol,
)
from secondheart.protocol import (
    Step as Step,
)
from secondheart.protocol import (
    cough as cough,
)
from secondheart.protocol import (
    cycle as cycle,
)
from secondheart.protocol import (
    fidget as fidget,
)
from secondheart.protocol import (
    lie as lie,
)
from secondheart.protocol import (
    raise_legs as raise_legs,
)
from secondheart.protocol import (
    read_protocol as read_protocol,
)
from secondheart.protocol import (
    run as run,
)
from secondheart.protocol import (
    sit as sit,
)
from secondheart.protocol import (
    squat as squat,
)
from secondheart.protocol import (
    stairs as stairs,
)
from secondheart.protocol import (
    stand as stand,
)
from secondheart.protocol import (
    tilt as tilt,
)
from secondheart.protocol import (
    tiptoe as tiptoe,
)
from secondheart.protocol import (
    valsalva as valsalva,
)
from secondheart.protocol import (
    walk as walk,
)
from secondheart.protocol import (
    weight_transfer as weight_transfer,
)
from secondheart.protocol import (
    write_protocol as write_protocol,
)
from secondheart.protocol.repeated import (
    ankle_pumps as ankle_pumps,
)
from secondheart.protocol.repeated import (
    dorsiflexion as dorsiflexion,
)
from secondheart.protocol.repeated import (
    toe_curls as toe_curls,
)
from secondheart.recordings import (
    read_day as read_day,
)
from secondheart.recordings import (
    read_logbook as read_logbook,
)
from secondheart.recordings import (
    read_recording as read_recording,
)
from secondheart.report.clinical_report import (
    ClinicalReport as ClinicalReport,
)
from secondheart.report.clinical_report import (
    test as test,
)
from secondheart.report.comparison import (
    Comparison as Comparison,
)
from secondheart.report.comparison import (
    compare as compare,
)
from secondheart.report.figure_options import (
    FigureOptions as FigureOptions,
)
from secondheart.report.measured import (
    read_measured as read_measured,
)
from secondheart.report.plotting import (
    plot as plot,
)
from secondheart.results.netcdf import (
    open_result as open_result,
)
from secondheart.results.netcdf import (
    save_result as save_result,
)
from secondheart.results.pick import (
    pick as pick,
)
from secondheart.simulation.long_run import (
    simulate_to_file as simulate_to_file,
)
from secondheart.simulation.simulate import (
    simulate as simulate,
)
